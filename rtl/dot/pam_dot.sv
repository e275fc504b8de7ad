// Dot products: Lanes products a cycle, one adder tree, an accumulator for each slot.
//
// A beat with `first` replaces its slot's sum, others add to it; after a beat with `last` the sum comes out.
// A beat with `vector` ends at the product register: its products are shown by prod_valid_o in the one cycle in
// which they move on, its first and last are not looked at and no sum changes.
// Latency 3 (products 1), a beat a cycle. Twin: tb/twins/dot_twin.h. Proven by: tb/dot.
module pam_dot #(
  parameter  int unsigned Lanes      = 16,
  parameter  bit          Format     = pam_pkg::FP16,
  parameter  bit          Accumulate = pam_pkg::ACC_FP32,
  parameter  int unsigned Slots      = 1,
  localparam int unsigned SlotWidth  = Slots > 1 ? $clog2(Slots) : 1
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  input  logic                 flush_i,
  input  logic                 in_valid_i,
  output logic                 in_ready_o,
  input  logic [16*Lanes-1:0]  in_a_i,
  input  logic [16*Lanes-1:0]  in_b_i,
  input  logic [SlotWidth-1:0] in_slot_i,
  input  logic                 in_first_i,
  input  logic                 in_last_i,
  input  logic                 in_vector_i,
  output logic                 prod_valid_o,
  output logic [SlotWidth-1:0] prod_slot_o,
  output logic [32*Lanes-1:0]  prod_o,
  output logic                 out_valid_o,
  input  logic                 out_ready_i,
  output logic [SlotWidth-1:0] out_slot_o,
  output pam_pkg::fp32_t       out_sum_o
);
  localparam int unsigned SumWidth = 24 + pam_pkg::TreeGuardBits + $clog2(Lanes + 1);

  logic advance;
  assign advance    = !out_valid_o || out_ready_i;
  assign in_ready_o = advance;

  // Product register.
  logic prod_valid_q, prod_first_q, prod_last_q, prod_vector_q;

  for (genvar lane = 0; lane < Lanes; lane++) begin : gen_lanes
    pam_pkg::fp32_t product;
    pam_fp_product #(.Format(Format)) u_product (
      .a_i(in_a_i[16*lane+:16]), .b_i(in_b_i[16*lane+:16]), .product_o(product)
    );
    always_ff @(posedge clk_i) begin
      if (advance) prod_o[32*lane+:32] <= product;
    end
  end
  assign prod_valid_o = prod_valid_q && prod_vector_q && advance;

  // Tree register.
  logic                 negative_d, negative_q, special_d, special_q;
  logic [SumWidth-1:0]  magnitude_d, magnitude_q;
  logic signed [11:0]   exponent_d, exponent_q;
  pam_pkg::fp32_t       special_value_d, special_value_q;
  logic                 tree_valid_q, tree_first_q, tree_last_q;
  logic [SlotWidth-1:0] tree_slot_q;

  pam_dot_tree #(.Lanes(Lanes)) u_tree (
    .product_i(prod_o), .negative_o(negative_d), .magnitude_o(magnitude_d), .exponent_o(exponent_d),
    .special_o(special_d), .special_value_o(special_value_d)
  );

  // Accumulator and output register.
  pam_pkg::fp32_t sum_d;
  pam_dot_accumulator #(.Width(SumWidth), .Accumulate(Accumulate), .Slots(Slots)) u_accumulator (
    .clk_i, .negative_i(negative_q), .magnitude_i(magnitude_q), .exponent_i(exponent_q),
    .special_i(special_q), .special_value_i(special_value_q),
    .slot_i(tree_slot_q), .first_i(tree_first_q), .write_i(tree_valid_q && advance), .sum_o(sum_d)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      prod_valid_q <= 1'b0;
      tree_valid_q <= 1'b0;
      out_valid_o  <= 1'b0;
    end else if (flush_i) begin
      prod_valid_q <= 1'b0;
      tree_valid_q <= 1'b0;
      out_valid_o  <= 1'b0;
    end else if (advance) begin
      prod_valid_q <= in_valid_i;
      tree_valid_q <= prod_valid_q && !prod_vector_q;
      out_valid_o  <= tree_valid_q && tree_last_q;
    end
  end

  always_ff @(posedge clk_i) begin
    if (advance) begin
      prod_slot_o     <= in_slot_i;
      prod_first_q    <= in_first_i;
      prod_last_q     <= in_last_i;
      prod_vector_q   <= in_vector_i;
      negative_q      <= negative_d;
      magnitude_q     <= magnitude_d;
      exponent_q      <= exponent_d;
      special_q       <= special_d;
      special_value_q <= special_value_d;
      tree_slot_q     <= prod_slot_o;
      tree_first_q    <= prod_first_q;
      tree_last_q     <= prod_last_q;
      out_slot_o      <= tree_slot_q;
      out_sum_o       <= sum_d;
    end
  end

  if (Slots == 0) begin : gen_no_slots
    $error("Slots must be at least 1");
  end
`ifndef SYNTHESIS
  out_stable: assert property (@(posedge clk_i) disable iff (!rst_ni)
    (out_valid_o && !out_ready_i && !flush_i) |=> (out_valid_o && $stable(out_slot_o) && $stable(out_sum_o)));
  slot_in_range: assert property (@(posedge clk_i) disable iff (!rst_ni)
    in_valid_i |-> 32'(in_slot_i) < Slots);
`endif
endmodule
