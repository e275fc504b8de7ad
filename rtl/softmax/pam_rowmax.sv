// Running maximum of rows: Lanes values a cycle, a register for each slot.
//
// A beat with `first` starts its slot anew, others go on; after a beat with `last` the maximum comes out.
// Latency 1, a beat a cycle. Twin: tb/twins/rowmax_twin.h. Proven by: tb/rowmax.
module pam_rowmax #(
  parameter  int unsigned Lanes     = 16,
  parameter  int unsigned Slots     = 1,
  localparam int unsigned SlotWidth = Slots > 1 ? $clog2(Slots) : 1
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  input  logic                 flush_i,
  input  logic                 in_valid_i,
  output logic                 in_ready_o,
  input  logic [32*Lanes-1:0]  in_x_i,
  input  logic [SlotWidth-1:0] in_slot_i,
  input  logic                 in_first_i,
  input  logic                 in_last_i,
  output logic                 out_valid_o,
  input  logic                 out_ready_i,
  output logic [SlotWidth-1:0] out_slot_o,
  output pam_pkg::fp32_t       out_max_o
);
  // Node i of the tree is the larger of nodes 2i + 1 and 2i + 2; the lanes are its last nodes.
  logic [32*(2*Lanes-1)-1:0] node;
  pam_pkg::fp32_t            running_q [Slots];
  pam_pkg::fp32_t            old, max_d;

  for (genvar lane = 0; lane < Lanes; lane++) begin : gen_lanes
    assign node[32*(Lanes-1+lane)+:32] = in_x_i[32*lane+:32];
  end
  for (genvar i = 0; i + 1 < Lanes; i++) begin : gen_tree
    pam_fp32_max u_max (.a_i(node[32*(2*i+1)+:32]), .b_i(node[32*(2*i+2)+:32]), .max_o(node[32*i+:32]));
  end

  assign old = in_first_i ? pam_pkg::MinusInfFp32 : running_q[in_slot_i];
  pam_fp32_max u_running (.a_i(old), .b_i(node[31:0]), .max_o(max_d));

  assign in_ready_o = !out_valid_o || out_ready_i;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) out_valid_o <= 1'b0;
    else if (flush_i) out_valid_o <= 1'b0;
    else if (in_ready_o) out_valid_o <= in_valid_i && in_last_i;
  end

  always_ff @(posedge clk_i) begin
    if (in_ready_o && in_valid_i) begin
      running_q[in_slot_i] <= max_d;
      out_slot_o           <= in_slot_i;
      out_max_o            <= max_d;
    end
  end

  if (Lanes == 0 || Slots == 0) begin : gen_bad_parameter
    $error("Lanes and Slots must be at least 1");
  end
`ifndef SYNTHESIS
  out_stable: assert property (@(posedge clk_i) disable iff (!rst_ni)
    (out_valid_o && !out_ready_i && !flush_i) |=> (out_valid_o && $stable(out_slot_o) && $stable(out_max_o)));
  slot_in_range: assert property (@(posedge clk_i) disable iff (!rst_ni)
    in_valid_i |-> 32'(in_slot_i) < Slots);
`endif
endmodule
