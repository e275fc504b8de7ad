// Maxima m and sums l of every head, and p. In the score pass scores go by and leave their maxima in m; in the
// value pass m comes from outside, scores become p = weight(score, m) in the 16-bit format, and l sums them.
//
// Latency: score to p 4 cycles (pam_weight, ring), one score a cycle until the ring is full; score to m 2.
// Part of pam_pu (twin tb/twins/pu_twin.h, bench tb/pu).
module pam_pu_softmax #(
  parameter bit          Format = pam_pkg::FP16,
  parameter bit          Accumulate = pam_pkg::ACC_FP32,
  parameter int unsigned MaxHeads = 8,
  parameter int unsigned HeadBits = 3
) (
  input  logic                clk_i,
  input  logic                rst_ni,
  input  logic                flush_i,
  input  logic                start_i,      // a command: every m is -inf, every l is 0
  input  logic [3:0]          heads_i,
  // Scores of the score pass.
  input  logic                max_valid_i,
  input  logic [HeadBits-1:0] max_head_i,
  input  logic                max_first_i,
  input  logic                max_last_i,
  input  pam_pkg::fp32_t      max_x_i,
  output logic                max_busy_o,   // a maximum is on its way into m
  // Maxima, then scores of the value pass.
  input  logic                m_write_i,
  input  logic                score_valid_i,
  output logic                score_ready_o,
  input  logic [HeadBits-1:0] score_head_i,
  input  pam_pkg::fp32_t      score_i,      // or the maximum
  // p, as in pam_pu_ring.
  output logic                p_valid_o,
  output pam_pkg::half_t      p_o,
  input  logic                p_use_i,
  input  logic                p_rewind_i,
  input  logic                p_release_i,
  // m and l of one head.
  input  logic [HeadBits-1:0] head_i,
  output pam_pkg::fp32_t      m_o,
  output pam_pkg::fp32_t      l_o
);
  pam_pkg::fp32_t m_q [MaxHeads];
  pam_pkg::fp32_t l_q [MaxHeads];
  pam_pkg::fp32_t max, weight, p_wide, l_exact, l_new;
  pam_pkg::half_t p;
  logic [HeadBits-1:0] max_head, p_head_q;
  logic max_ready, weight_valid, weight_ready, p_write;

  assign m_o = m_q[head_i];
  assign l_o = l_q[head_i];

  pam_rowmax #(.Lanes(1), .Slots(MaxHeads)) u_rowmax (
    .clk_i, .rst_ni, .flush_i,
    .in_valid_i(max_valid_i), .in_ready_o(max_ready), .in_x_i(max_x_i), .in_slot_i(max_head_i),
    .in_first_i(max_first_i), .in_last_i(max_last_i),
    .out_valid_o(max_busy_o), .out_ready_i(1'b1), .out_slot_o(max_head), .out_max_o(max)
  );

  pam_weight u_weight (
    .clk_i, .rst_ni, .flush_i,
    .in_valid_i(score_valid_i), .in_ready_o(score_ready_o), .in_m_i_i(score_i), .in_m_i(m_q[score_head_i]),
    .out_valid_o(weight_valid), .out_ready_i(weight_ready), .out_weight_o(weight)
  );

  pam_fp32_to_half #(.Format(Format)) u_narrow (.value_i(weight), .half_o(p));

  pam_pu_ring u_ring (
    .clk_i, .rst_ni, .flush_i,
    .in_valid_i(weight_valid), .in_ready_o(weight_ready), .in_p_i(p),
    .out_valid_o(p_valid_o), .out_p_o(p_o), .use_i(p_use_i), .rewind_i(p_rewind_i), .release_i(p_release_i)
  );

  // l sums what the value pass multiplies by: p after rounding.
  pam_half_to_fp32 #(.Format(Format)) u_widen (.half_i(p), .value_o(p_wide));
  pam_fp32_add u_add (.a_i(l_q[p_head_q]), .b_i(p_wide), .sum_o(l_exact));
  if (Accumulate == pam_pkg::ACC_FP16) begin : gen_fp16
    pam_fp32_through_fp16 u_sum (.value_i(l_exact), .value_o(l_new));
  end else begin : gen_fp32
    assign l_new = l_exact;
  end
  assign p_write = weight_valid && weight_ready;

  always_ff @(posedge clk_i) begin
    if (start_i) begin
      for (int unsigned i = 0; i < MaxHeads; i++) begin
        m_q[i] <= pam_pkg::MinusInfFp32;
        l_q[i] <= '0;
      end
      p_head_q <= '0;
    end else begin
      if (max_busy_o) m_q[max_head] <= max;
      if (m_write_i) m_q[score_head_i] <= score_i;
      if (p_write) begin
        l_q[p_head_q] <= l_new;
        p_head_q <= 4'(p_head_q) == heads_i - 4'd1 ? '0 : p_head_q + 1'b1;
      end
    end
  end

`ifndef SYNTHESIS
  maxima_flow : assert property (@(posedge clk_i) disable iff (!rst_ni) max_valid_i |-> max_ready);
`endif
endmodule
