// 1 / x with 18 fraction bits: the first stage looks up the piece and multiplies, the second subtracts and packs.
//
// Latency 2, one a cycle. Twins: numerics::reciprocal, tb/twins/function_twins.h. Proven by: tb/recip.
module pam_recip (
  input  logic           clk_i,
  input  logic           rst_ni,
  input  logic           flush_i,
  input  logic           in_valid_i,
  output logic           in_ready_o,
  input  pam_pkg::fp32_t in_x_i,
  output logic           out_valid_o,
  input  logic           out_ready_i,
  output pam_pkg::fp32_t out_y_o
);
  logic advance, piece_valid_q;
  assign advance    = !out_valid_o || out_ready_i;
  assign in_ready_o = advance;

  // First stage.
  logic [19:0] base_d, base_q;
  logic [11:0] slope, fall_d, fall_q;
  logic [7:0]  field_q;
  logic        sign_q, nan_q;

  pam_recip_table u_table (.index_i(in_x_i[22:16]), .base_o(base_d), .slope_o(slope));
  assign fall_d = 12'((28'(slope) * 28'(in_x_i[15:0])) >> 16);

  // Second stage: 2^19 / 1.f, in 2^18 .. 2^19.
  logic           power_of_two;
  logic [17:0]    inverse;  // without its leading 1
  logic [7:0]     exponent;
  pam_pkg::fp32_t y_d;

  assign power_of_two = base_q[19] && fall_q == '0;
  assign inverse      = 18'(base_q - 20'(fall_q));
  assign exponent     = 8'd253 + 8'(power_of_two) - field_q;

  always_comb begin
    y_d = {sign_q, exponent, inverse, 5'b0};
    if (nan_q) y_d = pam_pkg::NanFp32;
    else if (field_q == '0) y_d = {sign_q, pam_pkg::InfFp32[30:0]};
    // 1/inf, and results below 2^-126.
    else if (field_q == 8'hff || exponent == '0 || field_q == 8'd254) y_d = {sign_q, 31'b0};
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      piece_valid_q <= 1'b0;
      out_valid_o   <= 1'b0;
    end else if (flush_i) begin
      piece_valid_q <= 1'b0;
      out_valid_o   <= 1'b0;
    end else if (advance) begin
      piece_valid_q <= in_valid_i;
      out_valid_o   <= piece_valid_q;
    end
  end

  always_ff @(posedge clk_i) begin
    if (advance) begin
      base_q  <= base_d;
      fall_q  <= fall_d;
      field_q <= in_x_i[30:23];
      sign_q  <= in_x_i[31];
      nan_q   <= pam_pkg::fp32_is_nan(in_x_i);
      out_y_o <= y_d;
    end
  end

`ifndef SYNTHESIS
  out_stable: assert property (@(posedge clk_i) disable iff (!rst_ni)
    (out_valid_o && !out_ready_i && !flush_i) |=> (out_valid_o && $stable(out_y_o)));
`endif
endmodule
