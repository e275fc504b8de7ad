// One level of a tree of sums: neighbours are added, an odd last one goes through. Combinational.
//
// Part of pam_ru (twin numerics::ReductionUnit::score_add, bench tb/ru).
module pam_ru_pairs #(
  parameter  int unsigned Inputs  = 4,
  localparam int unsigned Outputs = (Inputs + 1) / 2
) (
  input  logic [32*Inputs-1:0]  terms_i,
  output logic [32*Outputs-1:0] sums_o
);
  for (genvar i = 0; i < Outputs; i++) begin : gen_sums
    if (2 * i + 1 < Inputs) begin : gen_pair
      pam_fp32_add u_add (.a_i(terms_i[64*i+:32]), .b_i(terms_i[64*i+32+:32]), .sum_o(sums_o[32*i+:32]));
    end else begin : gen_single
      assign sums_o[32*i+:32] = terms_i[64*i+:32];
    end
  end
endmodule
