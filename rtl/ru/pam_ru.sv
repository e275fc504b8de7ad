// Reduction unit: sums of partial scores, merges of partials (O, m, l), the last division, gathering of slices.
//
// A controller, pam_online_softmax for the weights and (m, l), Lanes multipliers and adders with a scratch for O, a
// tree of adders for scores, logarithm and reciprocal of l. Cycles: rtl/README.md.
// Twins: numerics::ReductionUnit, tb/twins/ru_twin.h. Proven by: tb/ru.
module pam_ru #(
  parameter  int unsigned Ways         = 4,
  parameter  int unsigned Lanes        = 16,
  parameter  bit          Format       = pam_pkg::FP16,  // of normalised outputs
  parameter  int unsigned ScratchBytes = 512,
  parameter  int unsigned MaxHeads     = 8,
  localparam int unsigned Values       = Lanes > 1 ? Lanes : 2,  // of a beat; fewer lanes are refused below
  localparam int unsigned BeatWidth    = 32 * Values
) (
  input  logic                      clk_i,
  input  logic                      rst_ni,
  input  logic                      flush_i,
  input  logic                      cmd_valid_i,
  output logic                      cmd_ready_o,
  input  pam_pkg::ru_cmd_t          cmd_i,
  input  logic [Ways-1:0]           in_valid_i,
  output logic [Ways-1:0]           in_ready_o,
  input  logic [BeatWidth*Ways-1:0] in_data_i,
  output logic                      ret_valid_o,
  input  logic                      ret_ready_i,
  output pam_pkg::fp32_t            ret_data_o,
  output logic                      ret_last_o,
  output logic                      out_valid_o,
  input  logic                      out_ready_i,
  output logic [BeatWidth-1:0]      out_data_o,
  output logic                      out_last_o
);
  localparam int unsigned Rows     = ScratchBytes / (4 * Values);
  localparam int unsigned RowWidth = Rows > 1 ? $clog2(Rows) : 1;
  localparam int unsigned Dropped  = 24 - pam_pkg::WeightBits;

  logic step_valid, step_ready, step_first, step_last, weights_valid, weights_ready, ml_valid, ml_ready, ml_zero;
  logic function_ask, log_valid, recip_valid, log_ready, recip_ready;
  logic advance, issue_valid, header, scratch, returns, maxima, emit, emit_last, emit_taken, returned;
  logic [Ways-1:0] way, ways;
  logic [3:0] heads;
  logic [RowWidth-1:0] row;
  pam_ru_pkg::issue_t issue;
  logic [32*Ways-1:0] header_m, header_l, way_weights;
  pam_pkg::fp32_t running_weight, weight, m, l, log_l, recip_l, log_sum_exp, score_sum;

  pam_ru_control #(.Ways(Ways), .Rows(Rows), .MaxHeads(MaxHeads)) u_control (
    .clk_i, .rst_ni, .flush_i, .cmd_valid_i, .cmd_ready_o, .cmd_i, .in_valid_i, .in_ready_o,
    .step_valid_o(step_valid), .step_ready_i(step_ready), .step_first_o(step_first), .step_last_o(step_last),
    .weights_valid_i(weights_valid), .weights_ready_o(weights_ready),
    .ml_valid_i(ml_valid), .ml_zero_i(ml_zero), .ml_ready_o(ml_ready),
    .function_ask_o(function_ask), .function_valid_i(log_valid && recip_valid),
    .advance_i(advance), .issue_valid_o(issue_valid), .issue_o(issue), .way_o(way),
    .header_o(header), .scratch_o(scratch), .row_o(row),
    .return_o(returns), .maxima_o(maxima), .last_taken_i(emit_taken && emit_last), .returned_i(returned),
    .heads_o(heads), .ways_o(ways)
  );

  // Header beats: m in lane 0, l in lane 1.
  for (genvar w = 0; w < Ways; w++) begin : gen_headers
    assign header_m[32*w+:32] = in_data_i[BeatWidth*w+:32];
    assign header_l[32*w+:32] = in_data_i[BeatWidth*w+32+:32];
  end

  pam_online_softmax #(.Ways(Ways)) u_softmax (
    .clk_i, .rst_ni, .flush_i,
    .in_valid_i(step_valid), .in_ready_o(step_ready), .in_m_i(header_m), .in_l_i(header_l), .in_present_i(ways),
    .in_first_i(step_first), .in_last_i(step_last),
    .weights_valid_o(weights_valid), .weights_ready_i(weights_ready),
    .weights_running_o(running_weight), .weights_way_o(way_weights),
    .out_valid_o(ml_valid), .out_ready_i(ml_ready), .out_m_o(m), .out_l_o(l)
  );
  assign ml_zero = l[30:0] == '0;

  // Of the whole row's l: there until the last beat of O has taken its factor.
  pam_log u_log (
    .clk_i, .rst_ni, .flush_i, .in_valid_i(function_ask), .in_ready_o(log_ready), .in_x_i(l),
    .out_valid_o(log_valid), .out_ready_i(ml_ready), .out_y_o(log_l)
  );
  pam_recip u_recip (
    .clk_i, .rst_ni, .flush_i, .in_valid_i(function_ask), .in_ready_o(recip_ready), .in_x_i(l),
    .out_valid_o(recip_valid), .out_ready_i(ml_ready), .out_y_o(recip_l)
  );
  pam_fp32_add u_log_sum_exp (.a_i(m), .b_i(log_l), .sum_o(log_sum_exp));

  always_comb begin
    weight = issue.emit ? recip_l : running_weight;
    for (int w = 0; w < Ways; w++) begin
      if (way[w]) weight = way_weights[32*w+:32];
    end
  end

  pam_ru_scores #(.Ways(Ways), .Lanes(Values)) u_scores (
    .clk_i, .enable_i(issue_valid && issue.score), .ways_i(ways), .in_data_i, .sum_o(score_sum)
  );

  pam_ru_lanes #(.Ways(Ways), .Lanes(Values), .Format(Format), .Rows(Rows)) u_lanes (
    .clk_i, .rst_ni, .flush_i, .advance_i(advance), .issue_valid_i(issue_valid), .issue_i(issue),
    .header_i(header), .scratch_i(scratch), .way_i(way),
    .row_i(row), .weight_i(weight[31:Dropped]), .in_data_i, .m_i(log_valid ? log_sum_exp : m), .l_i(l), .sum_i(score_sum),
    .emit_o(emit), .emit_last_o(emit_last), .data_o(out_data_o)
  );
  assign emit_taken = emit && (returns ? ret_ready_i : out_ready_i);
  assign advance = !emit || emit_taken;
  assign out_valid_o = emit && !returns;
  assign out_last_o = emit_last;

  pam_ru_return #(.MaxHeads(MaxHeads)) u_return (
    .clk_i, .rst_ni, .flush_i, .heads_i(heads), .maxima_i(maxima), .sum_valid_i(emit && returns),
    .sum_i(out_data_o[31:0]), .ret_valid_o, .ret_ready_i, .ret_data_o, .ret_last_o, .done_o(returned)
  );

  if (Ways < 1 || Ways > 8) begin : gen_bad_ways
    $error("Ways must be 1 to 8");
  end
  if (Lanes < 2) begin : gen_bad_lanes
    $error("Lanes must be at least 2: a header is m and l");
  end
  if (Rows < 1 || Rows > 255) begin : gen_bad_scratch
    $error("the scratch must hold 1 to 255 beats of O");
  end
  if (MaxHeads < 1 || MaxHeads > 8) begin : gen_bad_heads
    $error("MaxHeads must be 1 to 8");
  end
`ifndef SYNTHESIS
  logic [63:0] first_header;
  always_comb begin
    first_header = '0;
    for (int w = 0; w < Ways; w++) begin
      if (way[w]) first_header = {header_l[32*w+:32], header_m[32*w+:32]};
    end
  end
  for (genvar w = 0; w < Ways; w++) begin : gen_asserts
    // Of the first two lanes: a sample of all in every cycle would cost simulations much.
    in_stable: assert property (@(posedge clk_i) disable iff (!rst_ni)
      (in_valid_i[w] && !in_ready_o[w] && !flush_i)
      |=> (in_valid_i[w] && $stable(header_m[32*w+:32]) && $stable(header_l[32*w+:32])));
    // Slices of one head come with the same m and l.
    same_header: assert property (@(posedge clk_i) disable iff (!rst_ni)
      (issue_valid && issue.emit && !issue.score && in_ready_o[w] && !way[w])
      |-> {header_l[32*w+:32], header_m[32*w+:32]} == first_header);
  end
  short_weight: assert property (@(posedge clk_i) disable iff (!rst_ni)
    (issue_valid && issue.scale) |-> weight[Dropped-1:0] == '0);
  functions_free: assert property (@(posedge clk_i) disable iff (!rst_ni)
    function_ask |-> log_ready && recip_ready && ml_valid);
  out_stable: assert property (@(posedge clk_i) disable iff (!rst_ni)
    (out_valid_o && !out_ready_i && !flush_i) |=> (out_valid_o && $stable(out_data_o) && $stable(out_last_o)));
  ret_stable: assert property (@(posedge clk_i) disable iff (!rst_ni)
    (ret_valid_o && !ret_ready_i && !flush_i) |=> (ret_valid_o && $stable(ret_data_o) && $stable(ret_last_o)));
`endif
endmodule
