// Weight of a score or partial under a maximum: exp(m_i - m), 0 for m_i = -inf, 1 for m_i = m.
//
// Latency 3 (difference, then pam_exp), one a cycle. Needs m_i <= m: a larger m_i gives NaN.
// Twins: numerics::weight, tb/twins/function_twins.h. Proven by: tb/weight.
module pam_weight (
  input  logic           clk_i,
  input  logic           rst_ni,
  input  logic           flush_i,
  input  logic           in_valid_i,
  output logic           in_ready_o,
  input  pam_pkg::fp32_t in_m_i_i,  // the score or the partial's maximum
  input  pam_pkg::fp32_t in_m_i,
  output logic           out_valid_o,
  input  logic           out_ready_i,
  output pam_pkg::fp32_t out_weight_o
);
  pam_pkg::fp32_t difference;
  pam_pkg::tf32_t rounded, argument_d, argument_q;
  logic           argument_valid_q;

  pam_fp32_add u_difference (.a_i(in_m_i_i), .b_i({!in_m_i[31], in_m_i[30:0]}), .sum_o(difference));
  pam_fp32_to_tf32 u_round (.value_i(difference), .tf32_o(rounded));

  // exp(-inf) is 0 and exp(0) is 1: the special cases are arguments as well.
  always_comb begin
    argument_d = rounded;
    if (pam_pkg::fp32_is_nan(in_m_i_i) || pam_pkg::fp32_is_nan(in_m_i)) argument_d = pam_pkg::NanFp32[31:13];
    else if (in_m_i_i == pam_pkg::MinusInfFp32) argument_d = pam_pkg::MinusInfFp32[31:13];
    else if (in_m_i_i == in_m_i) argument_d = '0;
  end

  // Stands still together with pam_exp.
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) argument_valid_q <= 1'b0;
    else if (flush_i) argument_valid_q <= 1'b0;
    else if (in_ready_o) argument_valid_q <= in_valid_i;
  end

  always_ff @(posedge clk_i) begin
    if (in_ready_o) argument_q <= argument_d;
  end

  pam_exp u_exp (
    .clk_i, .rst_ni, .flush_i,
    .in_valid_i(argument_valid_q), .in_ready_o, .in_x_i(argument_q),
    .out_valid_o, .out_ready_i, .out_y_o(out_weight_o)
  );
endmodule
