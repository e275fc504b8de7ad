// Running maximum and running sum (m, l) over steps of Ways pairs (m_i, l_i).
//
// Of the running pair and the ways one is the new maximum, whose weight needs no exp: Ways exp units do for Ways + 1
// weights, because the unit of the way that is the maximum takes the running pair instead. The results stand in the
// exp units until `weights` is taken and l is summed, one term a cycle: l x running, then the ways in order.
// Step taken by edge k: weights shown after edge k + 4; with `last`, m and l shown after edge k + 6 + (ways present),
// or after the edge that takes the weights if that is later.
// Twins: numerics::OnlineSoftmax, tb/twins/online_softmax_twin.h. Proven by: tb/online_softmax.
module pam_online_softmax #(
  parameter int unsigned Ways = 4
) (
  input  logic               clk_i,
  input  logic               rst_ni,
  input  logic               flush_i,
  input  logic               in_valid_i,
  output logic               in_ready_o,
  input  logic [32*Ways-1:0] in_m_i,
  input  logic [32*Ways-1:0] in_l_i,
  input  logic [Ways-1:0]    in_present_i,
  input  logic               in_first_i,  // of a row: what was running is forgotten
  input  logic               in_last_i,   // of a row: m and l leave
  output logic               weights_valid_o,
  input  logic               weights_ready_i,
  output pam_pkg::fp32_t     weights_running_o,
  output logic [32*Ways-1:0] weights_way_o,  // 0 for ways that are not present
  output logic               out_valid_o,
  input  logic               out_ready_i,
  output pam_pkg::fp32_t     out_m_o,
  output pam_pkg::fp32_t     out_l_o
);
  typedef enum logic [2:0] {Idle = 3'd0, Top = 3'd1, Weigh = 3'd2, Hold = 3'd3, Out = 3'd4} state_e;

  state_e state_q, state_d;
  logic taken_q, last_q, in_taken, pop;
  logic [32*Ways-1:0] in_m_q, in_l_q;
  logic [Ways-1:0] present_q;
  pam_pkg::fp32_t m_q, top_q;

  logic exp_valid, sum_done, adding;
  logic [Ways-1:0] winner_d, winner_q;

  assign in_ready_o = state_q == Idle;
  assign in_taken = in_valid_i && in_ready_o;
  assign weights_valid_o = state_q == Hold && exp_valid && !taken_q;
  assign pop = state_q == Hold && exp_valid && sum_done && (taken_q || weights_ready_i);
  assign out_valid_o = state_q == Out && !adding;
  assign out_m_o = m_q;

  always_comb begin
    state_d = state_q;
    unique case (state_q)
      Idle: if (in_valid_i) state_d = Top;
      Top: state_d = Weigh;
      Weigh: state_d = Hold;
      Hold: if (pop) state_d = last_q ? Out : Idle;
      Out: if (out_valid_o && out_ready_i) state_d = Idle;
      default: state_d = Idle;
    endcase
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q <= Idle;
      taken_q <= 1'b0;
    end else if (flush_i) begin
      state_q <= Idle;
      taken_q <= 1'b0;
    end else begin
      state_q <= state_d;
      if (pop) taken_q <= 1'b0;
      else if (weights_valid_o && weights_ready_i) taken_q <= 1'b1;
    end
  end

  // Maximum of the running one and the ways present, and which way it is (none: it is the running one).
  for (genvar w = 0; w <= Ways; w++) begin : gen_top
    pam_pkg::fp32_t top;
    if (w == 0) begin : gen_running
      assign top = m_q;
    end else begin : gen_way
      pam_pkg::fp32_t above;
      pam_fp32_max u_max (.a_i(gen_top[w-1].top), .b_i(in_m_q[32*(w-1)+:32]), .max_o(above));
      assign top = present_q[w-1] ? above : gen_top[w-1].top;
    end
  end

  always_comb begin
    winner_d = '0;
    if (m_q != top_q) begin
      for (int w = Ways - 1; w >= 0; w--) begin
        if (present_q[w] && in_m_q[32*w+:32] == top_q) begin
          winner_d = '0;
          winner_d[w] = 1'b1;
        end
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (in_taken) begin
      in_m_q <= in_m_i;
      in_l_q <= in_l_i;
      present_q <= in_present_i;
      last_q <= in_last_i;
      if (in_first_i) m_q <= pam_pkg::MinusInfFp32;
    end
    if (state_q == Top) top_q <= gen_top[Ways].top;
    if (state_q == Weigh) begin
      m_q <= top_q;
      winner_q <= winner_d;
    end
  end

  // Weights. The maximum's own is 1, but 0 if it is -inf (nothing but masked tokens so far) and NaN if it is NaN.
  pam_pkg::fp32_t own, running;
  logic [32*Ways-1:0] way, exp;
  logic [Ways-1:0] exp_ready, exp_valids;

  for (genvar w = 0; w < Ways; w++) begin : gen_exp
    pam_weight u_weight (
      .clk_i, .rst_ni, .flush_i,
      .in_valid_i(state_q == Weigh), .in_ready_o(exp_ready[w]),
      .in_m_i_i(winner_d[w] ? m_q : in_m_q[32*w+:32]), .in_m_i(top_q),
      .out_valid_o(exp_valids[w]), .out_ready_i(pop), .out_weight_o(exp[32*w+:32])
    );
  end
  assign exp_valid = exp_valids[0];

  always_comb begin
    own = pam_pkg::OneFp32;
    if (m_q == pam_pkg::MinusInfFp32) own = '0;
    if (pam_pkg::fp32_is_nan(m_q)) own = pam_pkg::NanFp32;
    running = own;
    for (int w = 0; w < Ways; w++) begin
      if (winner_q[w]) running = exp[32*w+:32];
      way[32*w+:32] = !present_q[w] ? '0 : winner_q[w] ? own : exp[32*w+:32];
    end
  end
  assign weights_running_o = running;
  assign weights_way_o = way;

  pam_online_softmax_sum #(.Ways(Ways)) u_sum (
    .clk_i, .rst_ni, .flush_i,
    .start_i(state_q == Weigh), .zero_i(in_taken && in_first_i), .enable_i(state_q == Hold && exp_valid),
    .running_i(running), .way_i(way), .l_i(in_l_q), .present_i(present_q),
    .done_o(sum_done), .adding_o(adding), .l_o(out_l_o)
  );

  if (Ways < 1 || Ways > 8) begin : gen_bad_ways
    $error("Ways must be 1 to 8");
  end
`ifndef SYNTHESIS
  logic open_q;  // within a row
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) open_q <= 1'b0;
    else if (flush_i) open_q <= 1'b0;
    else if (in_taken) open_q <= !in_last_i;
  end
  row_start: assert property (@(posedge clk_i) disable iff (!rst_ni) in_taken |-> in_first_i == !open_q);
  exp_together: assert property (@(posedge clk_i) disable iff (!rst_ni)
    (&exp_ready || state_q != Weigh) && (&exp_valids || !(|exp_valids)));
  weights_stable: assert property (@(posedge clk_i) disable iff (!rst_ni)
    (weights_valid_o && !weights_ready_i && !flush_i)
    |=> (weights_valid_o && $stable(weights_running_o) && $stable(weights_way_o)));
  out_stable: assert property (@(posedge clk_i) disable iff (!rst_ni)
    (out_valid_o && !out_ready_i && !flush_i) |=> (out_valid_o && $stable(out_m_o) && $stable(out_l_o)));
`endif
endmodule
