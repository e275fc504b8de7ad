// fp32 x weight, to nearest even with subnormals and one NaN. Combinational.
//
// The weight is an fp32 pattern of WeightBits significant bits: its lower fraction bits must be 0 (weights of
// pam_weight, results of pam_recip), which halves the multiplier.
// Twin: numerics::multiply. Proven by: tb/fp, tb/online_softmax, tb/ru.
module pam_fp32_scale (
  input  pam_pkg::fp32_t a_i,
  input  pam_pkg::fp32_t w_i,
  output pam_pkg::fp32_t product_o
);
  localparam int unsigned Dropped = 24 - pam_pkg::WeightBits;
  localparam int unsigned Width   = 24 + pam_pkg::WeightBits;

  logic                           negative, special;
  logic [7:0]                     a_field, w_field;
  logic [23:0]                    a_significand;
  logic [pam_pkg::WeightBits-1:0] w_significand;
  logic [Width-1:0]               significand;
  logic signed [11:0]             exponent;
  pam_pkg::fp32_t                 rounded;

  assign negative      = a_i[31] != w_i[31];
  assign special       = a_i[30:23] == 8'hff || w_i[30:23] == 8'hff;
  assign a_field       = a_i[30:23] == '0 ? 8'd1 : a_i[30:23];
  assign w_field       = w_i[30:23] == '0 ? 8'd1 : w_i[30:23];
  assign a_significand = {a_i[30:23] != '0, a_i[22:0]};
  assign w_significand = {w_i[30:23] != '0, w_i[22:Dropped]};
  assign significand   = Width'(a_significand) * Width'(w_significand);
  assign exponent      = 12'(a_field) + 12'(w_field) - 12'(150 - Dropped);

  pam_fp32_round #(.Width(Width)) u_round (
    .negative_i(negative), .significand_i(significand), .exponent_i(exponent), .value_o(rounded)
  );

  always_comb begin
    product_o = rounded;
    if (special) begin
      product_o = {negative, pam_pkg::InfFp32[30:0]};
      if (pam_pkg::fp32_is_nan(a_i) || pam_pkg::fp32_is_nan(w_i) || significand == '0) product_o = pam_pkg::NanFp32;
    end
  end
endmodule
