// ln(x): the first stage looks up the logarithm of 1.f, the second adds the exponent times ln(2) and rounds.
//
// Latency 2, one a cycle. Twins: numerics::logarithm, tb/twins/function_twins.h. Proven by: tb/log.
module pam_log (
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
  localparam logic signed [29:0] Ln2 = 30'sd2907270;  // x 2^22, as every sum here

  logic advance, part_valid_q;
  assign advance    = !out_valid_o || out_ready_i;
  assign in_ready_o = advance;

  // First stage.
  logic [21:0] base, part_d, part_q;
  logic [14:0] slope;
  logic [7:0]  field_q;
  logic        special_d, special_q;
  pam_pkg::fp32_t special_value_d, special_value_q;

  pam_log_table u_table (.index_i(in_x_i[22:16]), .base_o(base), .slope_o(slope));
  assign part_d = base + 22'((31'(slope) * 31'(in_x_i[15:0])) >> 16);

  always_comb begin
    special_d       = 1'b1;
    special_value_d = pam_pkg::NanFp32;
    if (pam_pkg::fp32_is_nan(in_x_i)) special_value_d = pam_pkg::NanFp32;
    else if (in_x_i[30:23] == '0) special_value_d = pam_pkg::MinusInfFp32;
    else if (in_x_i[31]) special_value_d = pam_pkg::NanFp32;
    else if (in_x_i[30:23] == 8'hff) special_value_d = pam_pkg::InfFp32;
    else special_d = 1'b0;
  end

  // Second stage.
  logic signed [29:0] sum;
  logic [28:0]        magnitude;
  pam_pkg::fp32_t     rounded;

  assign sum       = ($signed(30'(field_q)) - 30'sd127) * Ln2 + $signed(30'(part_q));
  assign magnitude = sum[29] ? 29'(-sum) : sum[28:0];
  pam_fp32_round #(.Width(29), .Underflow(1'b0)) u_round (
    .negative_i(sum[29]), .significand_i(magnitude), .exponent_i(12'sd128), .value_o(rounded)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      part_valid_q <= 1'b0;
      out_valid_o  <= 1'b0;
    end else if (flush_i) begin
      part_valid_q <= 1'b0;
      out_valid_o  <= 1'b0;
    end else if (advance) begin
      part_valid_q <= in_valid_i;
      out_valid_o  <= part_valid_q;
    end
  end

  always_ff @(posedge clk_i) begin
    if (advance) begin
      part_q          <= part_d;
      field_q         <= in_x_i[30:23];
      special_q       <= special_d;
      special_value_q <= special_value_d;
      out_y_o         <= special_q ? special_value_q : rounded;
    end
  end

`ifndef SYNTHESIS
  out_stable: assert property (@(posedge clk_i) disable iff (!rst_ni)
    (out_valid_o && !out_ready_i && !flush_i) |=> (out_valid_o && $stable(out_y_o)));
`endif
endmodule
