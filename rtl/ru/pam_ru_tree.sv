// Reduction units of Groups bank groups that feed one root unit (in a logic die, or a buffer chip).
//
// One command goes to all of them. SCORE_RETURN: every leaf serves its own group, the root is idle. SCORE_ADD: the
// leaves' sums are added by the root, which gives sums and maxima back to all groups. MERGE: every leaf merges `count`
// rounds, the root merges the leaves' partials in one round and finishes. GATHER: every leaf gathers `count` partials,
// the root merges them in as many rounds and finishes; its scratch must hold beats x ways. Cycles: rtl/README.md.
// Twins: numerics::ReductionTree, tb/twins/ru_tree_twin.h. Proven by: tb/ru_tree.
module pam_ru_tree #(
  parameter  int unsigned Groups       = 4,
  parameter  int unsigned Ways         = 4,
  parameter  int unsigned Lanes        = 16,
  parameter  bit          Format       = pam_pkg::FP16,
  parameter  int unsigned ScratchBytes = 512,
  parameter  int unsigned MaxHeads     = 8,
  localparam int unsigned BeatWidth    = 32 * Lanes
) (
  input  logic                             clk_i,
  input  logic                             rst_ni,
  input  logic                             flush_i,
  input  logic                             cmd_valid_i,
  output logic                             cmd_ready_o,
  input  pam_pkg::ru_cmd_t                 cmd_i,
  input  logic [Ways*Groups-1:0]           in_valid_i,  // group 0's ways lowest
  output logic [Ways*Groups-1:0]           in_ready_o,
  input  logic [BeatWidth*Ways*Groups-1:0] in_data_i,
  output logic [Groups-1:0]                ret_valid_o,
  input  logic [Groups-1:0]                ret_ready_i,
  output logic [32*Groups-1:0]             ret_data_o,
  output logic [Groups-1:0]                ret_last_o,
  output logic                             out_valid_o,
  input  logic                             out_ready_i,
  output logic [BeatWidth-1:0]             out_data_o,
  output logic                             out_last_o
);
  localparam int unsigned Rows = Lanes > 0 ? ScratchBytes / (4 * Lanes) : 1;

  pam_pkg::ru_cmd_t leaf_cmd, root_cmd;
  logic [3:0] members;  // ways that take part
  logic [Groups-1:0] leaf_ready, up_valid, up_ready, up_last, leaf_ret_valid, leaf_ret_last, fork_valid;
  logic [BeatWidth*Groups-1:0] up_data;
  logic [32*Groups-1:0] leaf_ret_data;
  logic root_ready, root_ret_valid, root_ret_ready, root_ret_last, start;
  pam_pkg::fp32_t root_ret_data;

  assign cmd_ready_o = &leaf_ready && root_ready;
  assign start = cmd_valid_i && cmd_ready_o;

  always_comb begin
    members = '0;
    for (int w = 0; w < Ways; w++) members = members + 4'(cmd_i.ways[w]);
    leaf_cmd = cmd_i;
    leaf_cmd.finish = 1'b0;
    root_cmd = cmd_i;
    root_cmd.ways = 8'((9'd1 << Groups) - 9'd1);
    unique case (cmd_i.op)
      pam_pkg::RU_SCORE_ADD: root_cmd.op = pam_pkg::RU_SCORE_RETURN;
      pam_pkg::RU_MERGE: root_cmd.count = 16'd1;
      pam_pkg::RU_GATHER: begin
        root_cmd.op = pam_pkg::RU_MERGE;
        root_cmd.beats = 8'(cmd_i.beats * 8'(members));
      end
      default: ;
    endcase
  end

  for (genvar g = 0; g < Groups; g++) begin : gen_leaves
    pam_ru #(.Ways(Ways), .Lanes(Lanes), .Format(Format), .ScratchBytes(ScratchBytes), .MaxHeads(MaxHeads)) u_leaf (
      .clk_i, .rst_ni, .flush_i, .cmd_valid_i(start), .cmd_ready_o(leaf_ready[g]), .cmd_i(leaf_cmd),
      .in_valid_i(in_valid_i[Ways*g+:Ways]), .in_ready_o(in_ready_o[Ways*g+:Ways]),
      .in_data_i(in_data_i[BeatWidth*Ways*g+:BeatWidth*Ways]),
      .ret_valid_o(leaf_ret_valid[g]), .ret_ready_i(ret_ready_i[g]), .ret_data_o(leaf_ret_data[32*g+:32]),
      .ret_last_o(leaf_ret_last[g]),
      .out_valid_o(up_valid[g]), .out_ready_i(up_ready[g]), .out_data_o(up_data[BeatWidth*g+:BeatWidth]),
      .out_last_o(up_last[g])
    );

    assign ret_valid_o[g] = leaf_ret_valid[g] || fork_valid[g];
    assign ret_data_o[32*g+:32] = leaf_ret_valid[g] ? leaf_ret_data[32*g+:32] : root_ret_data;
    assign ret_last_o[g] = leaf_ret_valid[g] ? leaf_ret_last[g] : root_ret_last;
  end

  pam_ru #(.Ways(Groups), .Lanes(Lanes), .Format(Format), .ScratchBytes(ScratchBytes), .MaxHeads(MaxHeads)) u_root (
    .clk_i, .rst_ni, .flush_i,
    .cmd_valid_i(start && cmd_i.op != pam_pkg::RU_SCORE_RETURN), .cmd_ready_o(root_ready), .cmd_i(root_cmd),
    .in_valid_i(up_valid), .in_ready_o(up_ready), .in_data_i(up_data),
    .ret_valid_o(root_ret_valid), .ret_ready_i(root_ret_ready), .ret_data_o(root_ret_data), .ret_last_o(root_ret_last),
    .out_valid_o, .out_ready_i, .out_data_o, .out_last_o
  );

  pam_ru_fork #(.Outputs(Groups)) u_fork (
    .clk_i, .rst_ni, .flush_i, .in_valid_i(root_ret_valid), .in_ready_o(root_ret_ready),
    .out_valid_o(fork_valid), .out_ready_i(ret_ready_i)
  );

  if (Groups < 1 || Groups > 8) begin : gen_bad_groups
    $error("Groups must be 1 to 8: they are the ways of the root");
  end
`ifndef SYNTHESIS
  leaves_together: assert property (@(posedge clk_i) disable iff (!rst_ni)
    (&up_valid && &up_ready) |-> (&up_last || !(|up_last)));
  gathered_fits: assert property (@(posedge clk_i) disable iff (!rst_ni)
    start && cmd_i.op == pam_pkg::RU_GATHER |-> 32'(cmd_i.beats) * 32'(members) <= Rows);
`endif
endmodule
