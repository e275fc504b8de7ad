// Product of two FP16 or BF16 values in fp32: exact for FP16; BF16 is rounded only below fp32's normal range
// and goes to infinity above it. Combinational.
//
// Twin: numerics::product. Proven by: tb/fp_mul.
module pam_fp_product #(
  parameter bit Format = pam_pkg::FP16
) (
  input  pam_pkg::half_t a_i,
  input  pam_pkg::half_t b_i,
  output pam_pkg::fp32_t product_o
);
  localparam int unsigned Fraction = Format == pam_pkg::FP16 ? 10 : 7;
  localparam int unsigned Exponent = 15 - Fraction;
  localparam int unsigned Width    = 2 * (Fraction + 1);

  logic                negative, a_special, b_special, a_nan, b_nan;
  logic [Exponent-1:0] a_field, b_field;
  logic [Exponent:0]   fields;  // sum of both
  logic [Fraction:0]   a_significand, b_significand;
  logic [Width-1:0]    significand;
  pam_pkg::fp32_t      finite;

  assign negative      = a_i[15] != b_i[15];
  assign a_field       = a_i[14:Fraction];
  assign b_field       = b_i[14:Fraction];
  assign fields        = (Exponent + 1)'(a_field) + (Exponent + 1)'(b_field) +
                         (Exponent + 1)'(a_field == '0) + (Exponent + 1)'(b_field == '0);
  assign a_significand = {a_field != '0, a_i[Fraction-1:0]};
  assign b_significand = {b_field != '0, b_i[Fraction-1:0]};
  assign significand   = Width'(a_significand) * Width'(b_significand);
  assign a_special     = a_field == '1;
  assign b_special     = b_field == '1;
  assign a_nan         = a_special && a_i[Fraction-1:0] != '0;
  assign b_nan         = b_special && b_i[Fraction-1:0] != '0;

  if (Format == pam_pkg::FP16) begin : gen_fp16
    logic [4:0]  zeros;
    logic [21:0] normalised;
    pam_leading_zeros #(.Width(22)) u_zeros (.value_i(significand), .count_o(zeros));
    assign normalised = significand << zeros;
    // 2^-48 and above: always normal in fp32.
    assign finite = {negative, normalised[21] ? 8'(fields) + 8'd98 - 8'(zeros) : 8'd0, normalised[20:0], 2'b0};
  end else begin : gen_bf16
    pam_fp32_round #(.Width(26)) u_round (
      .negative_i(negative), .significand_i({significand, 10'b0}),
      .exponent_i(12'(fields) - 12'd128), .value_o(finite)
    );
  end

  always_comb begin
    product_o = finite;
    if (a_special || b_special) product_o = {negative, pam_pkg::InfFp32[30:0]};
    if (a_nan || b_nan || ((a_special || b_special) && significand == '0)) product_o = pam_pkg::NanFp32;
  end
endmodule
