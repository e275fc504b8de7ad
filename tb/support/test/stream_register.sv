// One-entry register between two streams, to try the benches' own support on: a wide and a narrow payload, and an
// assertion that breaks when in_bad_i is high at an edge.
module stream_register (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        in_valid_i,
  output logic        in_ready_o,
  input  logic [95:0] in_wide_i,
  input  logic [6:0]  in_narrow_i,
  input  logic        in_bad_i,
  output logic        out_valid_o,
  input  logic        out_ready_i,
  output logic [95:0] out_wide_o,
  output logic [6:0]  out_narrow_o
);
  assign in_ready_o = !out_valid_o || out_ready_i;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      out_valid_o <= 1'b0;
    end else if (in_ready_o) begin
      out_valid_o <= in_valid_i;
    end
  end

  always_ff @(posedge clk_i) begin
    if (in_valid_i && in_ready_o) begin
      out_wide_o   <= in_wide_i;
      out_narrow_o <= in_narrow_i;
    end
  end

  never_bad: assert property (@(posedge clk_i) !in_bad_i);
  out_stable: assert property (@(posedge clk_i)
    (out_valid_o && !out_ready_i) |=> (out_valid_o && $stable(out_wide_o) && $stable(out_narrow_o)));
endmodule
