// fp32 + fp32, IEEE 754 to nearest even with subnormals and one NaN. Combinational.
//
// Twin: numerics::add. Proven by: tb/fp, tb/dot, tb/weight.
module pam_fp32_add (
  input  pam_pkg::fp32_t a_i,
  input  pam_pkg::fp32_t b_i,
  output pam_pkg::fp32_t sum_o
);
  logic        swap, subtract, sticky;
  logic [31:0] greater, lesser;  // by magnitude
  logic [7:0]  greater_field, lesser_field, distance;
  logic [26:0] big, exact, little;  // three bits below the fraction: two to round by and a sticky one
  logic [27:0] magnitude;
  logic        negative;
  pam_pkg::fp32_t rounded;

  assign swap        = b_i[30:0] > a_i[30:0];
  assign greater       = swap ? b_i : a_i;
  assign lesser       = swap ? a_i : b_i;
  assign greater_field = greater[30:23] == '0 ? 8'd1 : greater[30:23];
  assign lesser_field = lesser[30:23] == '0 ? 8'd1 : lesser[30:23];
  assign distance    = greater_field - lesser_field;
  assign big         = {greater[30:23] != '0, greater[22:0], 3'b0};
  assign exact       = {lesser[30:23] != '0, lesser[22:0], 3'b0};
  assign sticky      = distance > 8'd27 ? exact != '0 : (exact & ~({27{1'b1}} << distance[4:0])) != '0;
  assign little      = (distance > 8'd27 ? '0 : exact >> distance[4:0]) | 27'(sticky);
  assign subtract    = greater[31] != lesser[31];
  assign magnitude   = subtract ? 28'(big) - 28'(little) : 28'(big) + 28'(little);
  // A sum of 0 is +0 unless both are -0.
  assign negative    = greater[31] && (!subtract || magnitude != '0);

  pam_fp32_round #(.Width(28), .Underflow(1'b0)) u_round (
    .negative_i(negative), .significand_i(magnitude), .exponent_i(12'(greater_field) - 12'd3), .value_o(rounded)
  );

  always_comb begin
    sum_o = rounded;
    if (greater[30:23] == 8'hff) begin
      sum_o = greater;
      if (pam_pkg::fp32_is_nan(greater) || (lesser[30:23] == 8'hff && subtract)) sum_o = pam_pkg::NanFp32;
    end
  end
endmodule
