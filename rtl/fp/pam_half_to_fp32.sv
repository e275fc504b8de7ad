// FP16 or BF16 to fp32: exact. Combinational.
//
// Twin: numerics::widen. Proven by: tb/fp (FP16 inside pam_fp32_through_fp16), tb/pu (BF16).
module pam_half_to_fp32 #(
  parameter bit Format = pam_pkg::FP16
) (
  input  pam_pkg::half_t half_i,
  output pam_pkg::fp32_t value_o
);
  if (Format == pam_pkg::FP16) begin : gen_fp16
    logic [3:0] zeros;
    logic [9:0] fraction;  // of a subnormal, brought to 1.xxx
    pam_leading_zeros #(.Width(10)) u_zeros (.value_i(half_i[9:0]), .count_o(zeros));
    assign fraction = 10'({half_i[9:0], 1'b0} << zeros);

    always_comb begin
      value_o = {half_i[15], 8'(half_i[14:10]) + 8'd112, half_i[9:0], 13'b0};
      if (half_i[14:10] == 5'h1f) begin
        value_o = half_i[9:0] != '0 ? pam_pkg::NanFp32 : {half_i[15], pam_pkg::InfFp32[30:0]};
      end else if (half_i[14:0] == '0) begin
        value_o = {half_i[15], 31'b0};
      end else if (half_i[14:10] == '0) begin
        value_o = {half_i[15], 8'd112 - 8'(zeros), fraction, 13'b0};
      end
    end
  end else begin : gen_bf16
    assign value_o = pam_pkg::fp32_is_nan({half_i, 16'b0}) ? pam_pkg::NanFp32 : {half_i, 16'b0};
  end
endmodule
