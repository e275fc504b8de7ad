// fp32 rounded to FP16 and widened again: what an FP16 accumulator holds. Combinational.
//
// Twin: numerics::through_fp16. Proven by: tb/fp, tb/dot.
module pam_fp32_through_fp16 (
  input  pam_pkg::fp32_t value_i,
  output pam_pkg::fp32_t value_o
);
  pam_pkg::half_t half;
  pam_fp32_to_half #(.Format(pam_pkg::FP16)) u_narrow (.value_i, .half_o(half));
  pam_half_to_fp32 #(.Format(pam_pkg::FP16)) u_widen (.half_i(half), .value_o);
endmodule
