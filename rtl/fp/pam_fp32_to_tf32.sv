// fp32 to TF32, to nearest even. Combinational.
//
// Twin: numerics::to_tf32. Proven by: tb/weight.
module pam_fp32_to_tf32 (
  input  pam_pkg::fp32_t value_i,
  output pam_pkg::tf32_t tf32_o
);
  logic up;
  assign up = value_i[12] && (value_i[13] || value_i[11:0] != '0);
  // A carry out of the fraction lands in the exponent field, up to infinity.
  assign tf32_o = pam_pkg::fp32_is_nan(value_i) ? pam_pkg::NanFp32[31:13]
                                                : {value_i[31], value_i[30:13] + 18'(up)};
endmodule
