// Where a reduction unit is in its command: the walk over tokens, rounds or partials; in each of them over heads
// (scores), or beats with the running O and then every way (terms of a merge), or ways with every beat (gather).
//
// Set by the command, before anything reads it. Part of pam_ru (twin tb/twins/ru_twin.h, bench tb/ru).
module pam_ru_walk #(
  parameter  int unsigned Ways     = 4,
  parameter  int unsigned Rows     = 8,
  localparam int unsigned RowWidth = Rows > 1 ? $clog2(Rows) : 1
) (
  input  logic                clk_i,
  input  logic                start_i,      // a command is taken:
  input  logic [Ways-1:0]     ways_i,
  input  logic [3:0]          heads_i,
  input  logic [7:0]          beats_i,
  input  logic [15:0]         count_i,
  input  logic                open_i,       // headers are taken: beats follow
  input  logic                score_i,      // the walk is over heads,
  input  logic                terms_i,      // beats and the terms of each,
  input  logic                gather_i,     // ways and the beats of each,
  input  logic                emit_i,       // or beats
  input  logic                move_i,       // by one of them
  output logic [Ways-1:0]     ways_o,       // that take part: none in a merge of nothing, one round without ways
  output logic [3:0]          heads_o,
  output logic [RowWidth-1:0] row_o,
  output logic [Ways-1:0]     way_o,        // the next
  output logic                running_o,    // terms: not a way's but the running O's
  output logic                fresh_o,      // the first token, round or partial
  output logic                term_last_o,  // of the beat
  output logic                done_o,       // the last move of this token, round or partial
  output logic                last_o        // this one is the last
);
  logic [15:0] count_q;  // left
  logic [7:0] beats_q, beat_q;
  logic [3:0] heads_q, head_q;
  logic [Ways-1:0] ways_q, left_q, rest;
  logic running_q, fresh_q, beat_last, head_last, way_last;

  assign rest = left_q & (left_q - 1'b1);
  assign way_last = rest == '0;
  assign beat_last = beat_q == beats_q - 8'd1;
  assign head_last = head_q == heads_q - 4'd1;

  assign ways_o = ways_q;
  assign heads_o = heads_q;
  assign row_o = beat_q[RowWidth-1:0];
  assign way_o = left_q & ~rest;
  assign running_o = running_q;
  assign fresh_o = fresh_q;
  assign term_last_o = running_q ? ways_q == '0 : way_last;
  assign last_o = count_q <= 16'd1;
  assign done_o = move_i && (score_i ? head_last : beat_last && (emit_i || (gather_i ? way_last : term_last_o)));

  always_ff @(posedge clk_i) begin
    if (start_i) begin
      ways_q <= count_i == '0 ? '0 : ways_i;
      heads_q <= heads_i;
      beats_q <= beats_i;
      count_q <= count_i;
      head_q <= '0;
      beat_q <= '0;
      fresh_q <= 1'b1;
    end else if (move_i) begin
      if (score_i) head_q <= head_last ? '0 : head_q + 4'd1;
      if (emit_i || gather_i || (terms_i && term_last_o)) beat_q <= beat_last ? '0 : beat_q + 8'd1;
      if (done_o) begin
        if (!last_o) count_q <= count_q - 16'd1;
        fresh_q <= 1'b0;
      end
    end

    if (open_i) begin
      running_q <= 1'b1;
      left_q <= ways_q;
    end else if (move_i && terms_i) begin
      running_q <= term_last_o;
      left_q <= running_q ? ways_q : rest;
    end else if (move_i && gather_i && beat_last) begin
      left_q <= rest;
    end
  end
endmodule
