// fp32 to FP16 or BF16, to nearest even; beyond the largest value to infinity. Combinational.
//
// Twin: numerics::narrow. Proven by: tb/fp (FP16 inside pam_fp32_through_fp16).
module pam_fp32_to_half #(
  parameter bit Format = pam_pkg::FP16
) (
  input  pam_pkg::fp32_t value_i,
  output pam_pkg::half_t half_o
);
  if (Format == pam_pkg::FP16) begin : gen_fp16
    logic [7:0]  exponent;
    logic        normal, up;
    logic [3:0]  right;
    logic [34:0] shifted;
    logic [14:0] pattern;

    assign exponent = value_i[30:23];
    assign normal   = exponent >= 8'd113;
    assign right    = normal ? 4'd0 : 4'(8'd113 - exponent);
    assign shifted  = {1'b1, value_i[22:0], 11'b0} >> right;
    assign up       = shifted[23] && (shifted[24] || shifted[22:0] != '0);
    // A carry out of the fraction lands in the exponent field, up to infinity.
    assign pattern  = {normal ? 5'(exponent - 8'd113) : 5'd0, 10'b0} + 15'(shifted[34:24]) + 15'(up);

    always_comb begin
      if (pam_pkg::fp32_is_nan(value_i)) half_o = 16'h7e00;
      else if (exponent >= 8'd143) half_o = {value_i[31], 15'h7c00};  // 2^16 and above
      else if (exponent < 8'd102) half_o = {value_i[31], 15'b0};  // below half of the smallest subnormal
      else half_o = {value_i[31], pattern};
    end
  end else begin : gen_bf16
    logic up;
    assign up = value_i[15] && (value_i[16] || value_i[14:0] != '0);
    assign half_o = pam_pkg::fp32_is_nan(value_i) ? 16'h7fc0
                                                  : {value_i[31], value_i[30:16] + 15'(up)};
  end
endmodule
