// Pairs each beat of K with q, of V with p, for every head (token, beat, head, the last fastest), and holds the
// pair in front of the multipliers. The beat of K or V stays on its stream until its last head.
//
// Latency: 1 cycle, one pair a cycle. Part of pam_pu (twin tb/twins/pu_twin.h, bench tb/pu).
module pam_pu_issue #(
  parameter int unsigned Lanes = 16,
  parameter int unsigned HeadBits = 3,
  parameter int unsigned IndexBits = 4
) (
  input  logic                       clk_i,
  input  logic                       rst_ni,
  input  logic                       flush_i,
  input  logic                       start_i,
  input  logic                       run_i,
  input  logic [3:0]                 heads_i,
  input  logic [7:0]                 beats_i,
  input  logic [15:0]                tokens_i,
  input  logic                       data_valid_i,
  output logic                       data_ready_o,
  input  logic [16*Lanes-1:0] data_i,
  input  logic                       b_valid_i,
  output logic                       b_ready_o,
  input  logic [16*Lanes-1:0] b_i,
  output logic [IndexBits-1:0]       index_o,       // head x beats + beat of the next pair
  output logic                       last_head_o,   // of the beat
  output logic                       last_beat_o,   // of the token
  // The pair in front of the multipliers.
  output logic                       pair_valid_o,
  input  logic                       pair_ready_i,
  output logic [16*Lanes-1:0] pair_a_o,
  output logic [16*Lanes-1:0] pair_b_o,
  output logic [HeadBits-1:0]        pair_head_o,
  output logic                       pair_first_o,  // beat of the head's vector
  output logic                       pair_last_o,
  // What was taken last from there: where its products belong.
  output logic [IndexBits-1:0]       taken_index_o,
  output logic                       taken_first_token_o,
  output logic                       taken_final_o  // of the command
);
  logic [HeadBits-1:0] head_q;
  logic [7:0] beat_q;
  logic [15:0] token_q;
  logic [IndexBits-1:0] index_q;
  logic done_q, busy, free, fire, last_head, last_beat, final_pair;

  assign last_head = 4'(head_q) == heads_i - 4'd1;
  assign last_beat = beat_q == beats_i - 8'd1;
  assign final_pair = last_head && last_beat && token_q == tokens_i - 16'd1;
  assign busy = run_i && !done_q;
  assign free = !pair_valid_o || pair_ready_i;
  assign fire = busy && free && data_valid_i && b_valid_i;
  assign data_ready_o = busy && free && b_valid_i && last_head;
  assign b_ready_o = busy && free && data_valid_i;
  assign index_o = index_q;
  assign last_head_o = last_head;
  assign last_beat_o = last_beat;

  always_ff @(posedge clk_i) begin
    if (start_i) begin
      head_q <= '0;
      beat_q <= '0;
      token_q <= '0;
      index_q <= '0;
      done_q <= 1'b0;
    end else if (fire) begin
      head_q <= last_head ? '0 : head_q + 1'b1;
      index_q <= index_q + IndexBits'(beats_i);
      if (last_head) begin
        beat_q <= last_beat ? '0 : beat_q + 8'd1;
        index_q <= last_beat ? '0 : IndexBits'(beat_q) + 1'b1;
        token_q <= token_q + 16'(last_beat);
      end
      done_q <= final_pair;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) pair_valid_o <= 1'b0;
    else if (flush_i) pair_valid_o <= 1'b0;
    else if (free) pair_valid_o <= fire;
  end

  logic [IndexBits-1:0] pair_index_q;
  logic pair_first_token_q, pair_final_q;
  always_ff @(posedge clk_i) begin
    if (fire) begin
      pair_a_o <= data_i;
      pair_b_o <= b_i;
      pair_head_o <= head_q;
      pair_first_o <= beat_q == '0;
      pair_last_o <= last_beat;
      pair_index_q <= index_q;
      pair_first_token_q <= token_q == '0;
      pair_final_q <= final_pair;
    end
    if (pair_valid_o && pair_ready_i) begin
      taken_index_o <= pair_index_q;
      taken_first_token_o <= pair_first_token_q;
      taken_final_o <= pair_final_q;
    end
  end
endmodule
