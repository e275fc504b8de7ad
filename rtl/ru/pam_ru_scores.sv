// Sum of one score from every way: lane 0 of the beats goes to a register, +0 for ways that take no part, and from
// there through a tree of adders: (s0 + s1) + (s2 + s3).
//
// Part of pam_ru (twin numerics::ReductionUnit::score_add, bench tb/ru).
module pam_ru_scores #(
  parameter int unsigned Ways  = 4,
  parameter int unsigned Lanes = 16
) (
  input  logic                     clk_i,
  input  logic                     enable_i,
  input  logic [Ways-1:0]          ways_i,
  input  logic [32*Lanes*Ways-1:0] in_data_i,
  output pam_pkg::fp32_t           sum_o
);
  localparam int unsigned Pairs = (Ways + 1) / 2;
  localparam int unsigned Fours = (Pairs + 1) / 2;

  logic [32*Ways-1:0]  score_q;
  logic [32*Pairs-1:0] pairs;
  logic [32*Fours-1:0] fours;
  logic [32*((Fours + 1) / 2)-1:0] eights;

  always_ff @(posedge clk_i) begin
    if (enable_i) begin
      for (int w = 0; w < Ways; w++) score_q[32*w+:32] <= ways_i[w] ? in_data_i[32*Lanes*w+:32] : '0;
    end
  end

  pam_ru_pairs #(.Inputs(Ways)) u_pairs (.terms_i(score_q), .sums_o(pairs));
  pam_ru_pairs #(.Inputs(Pairs)) u_fours (.terms_i(pairs), .sums_o(fours));
  pam_ru_pairs #(.Inputs(Fours)) u_eights (.terms_i(fours), .sums_o(eights));
  assign sum_o = eights[31:0];
endmodule
