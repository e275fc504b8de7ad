// The larger of two fp32 values: NaN if either is, +0 above -0. Combinational.
//
// Twin: numerics::maximum. Proven by: tb/rowmax.
module pam_fp32_max (
  input  pam_pkg::fp32_t a_i,
  input  pam_pkg::fp32_t b_i,
  output pam_pkg::fp32_t max_o
);
  // Patterns as unsigned integers that order like the values.
  logic [31:0] order_a, order_b;
  assign order_a = {!a_i[31], a_i[30:0] ^ {31{a_i[31]}}};
  assign order_b = {!b_i[31], b_i[30:0] ^ {31{b_i[31]}}};

  always_comb begin
    max_o = order_a >= order_b ? a_i : b_i;
    if (pam_pkg::fp32_is_nan(a_i) || pam_pkg::fp32_is_nan(b_i)) max_o = pam_pkg::NanFp32;
  end
endmodule
