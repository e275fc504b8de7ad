// exp(x) for x <= 0: the first stage makes T = |x| log2(e) in units of 2^-16, the second looks up 2^f.
//
// Latency 2, one a cycle. Twins: numerics::exponential, tb/twins/function_twins.h. Proven by: tb/exp.
module pam_exp (
  input  logic           clk_i,
  input  logic           rst_ni,
  input  logic           flush_i,
  input  logic           in_valid_i,
  output logic           in_ready_o,
  input  pam_pkg::tf32_t in_x_i,
  output logic           out_valid_o,
  input  logic           out_ready_i,
  output pam_pkg::fp32_t out_y_o
);
  localparam logic [24:0] Log2E = 25'd24204406;  // x 2^24

  logic advance, t_valid_q;
  assign advance    = !out_valid_o || out_ready_i;
  assign in_ready_o = advance;

  // First stage.
  logic [7:0]  field;
  logic        nan, zero, one;
  logic [35:0] scaled;
  logic [24:0] shifted;
  logic [23:0] t_d, t_q;
  logic        nan_q, zero_q;

  assign field   = in_x_i[17:10];
  assign one     = field < 8'd108;  // |x| < 2^-19: T rounds to 0
  assign nan     = (field == 8'hff && in_x_i[9:0] != '0) || (!in_x_i[18] && in_x_i[17:0] != '0);
  assign zero    = field >= 8'd134;  // x <= -128
  assign scaled  = 36'({1'b1, in_x_i[9:0]}) * 36'(Log2E);
  assign shifted = 25'(scaled >> (8'd144 - field));  // by 11 to 36 where it counts; one bit to round by is left
  assign t_d     = one ? '0 : 24'((shifted + 25'd1) >> 1);

  // Second stage: 2^-(T / 2^16) = 2^fraction x 2^-whole.
  logic [7:0]     whole;
  logic [15:0]    fraction;
  logic [18:0]    base;
  logic [12:0]    slope;
  logic [17:0]    significand;  // without its leading 1
  pam_pkg::fp32_t y_d;

  assign fraction = -t_q[15:0];
  assign whole    = t_q[23:16] + 8'(fraction != '0);
  pam_exp_table u_table (.index_i(fraction[15:10]), .base_o(base), .slope_o(slope));
  assign significand = 18'(base + 19'((23'(slope) * 23'(fraction[9:0])) >> 10));

  always_comb begin
    y_d = {1'b0, 8'd127 - whole, significand, 5'b0};
    if (zero_q || whole >= 8'd127) y_d = '0;
    if (nan_q) y_d = pam_pkg::NanFp32;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      t_valid_q   <= 1'b0;
      out_valid_o <= 1'b0;
    end else if (flush_i) begin
      t_valid_q   <= 1'b0;
      out_valid_o <= 1'b0;
    end else if (advance) begin
      t_valid_q   <= in_valid_i;
      out_valid_o <= t_valid_q;
    end
  end

  always_ff @(posedge clk_i) begin
    if (advance) begin
      t_q     <= t_d;
      nan_q   <= nan;
      zero_q  <= zero;
      out_y_o <= y_d;
    end
  end

`ifndef SYNTHESIS
  out_stable: assert property (@(posedge clk_i) disable iff (!rst_ni)
    (out_valid_o && !out_ready_i && !flush_i) |=> (out_valid_o && $stable(out_y_o)));
`endif
endmodule
