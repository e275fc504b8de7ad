// What a reduction unit is doing, which beats it takes, and what its lanes begin in each cycle.
//
// One command at a time; the next is taken in the cycle after the last output. Part of pam_ru (twin
// tb/twins/ru_twin.h, bench tb/ru).
module pam_ru_control #(
  parameter  int unsigned Ways     = 4,
  parameter  int unsigned Rows     = 8,
  parameter  int unsigned MaxHeads = 8,
  localparam int unsigned RowWidth = Rows > 1 ? $clog2(Rows) : 1
) (
  input  logic                clk_i,
  input  logic                rst_ni,
  input  logic                flush_i,
  input  logic                cmd_valid_i,
  output logic                cmd_ready_o,
  input  pam_pkg::ru_cmd_t    cmd_i,
  input  logic [Ways-1:0]     in_valid_i,
  output logic [Ways-1:0]     in_ready_o,
  // pam_online_softmax: a step for every round, its weights, and m and l after the last.
  output logic                step_valid_o,
  input  logic                step_ready_i,
  output logic                step_first_o,
  output logic                step_last_o,
  input  logic                weights_valid_i,
  output logic                weights_ready_o,
  input  logic                ml_valid_i,
  input  logic                ml_zero_i,       // l is 0
  output logic                ml_ready_o,
  // Logarithm and reciprocal of l: asked for once, there until the command ends.
  output logic                function_ask_o,
  input  logic                function_valid_i,
  // The lanes.
  input  logic                advance_i,       // they take an issue
  output logic                issue_valid_o,
  output pam_ru_pkg::issue_t  issue_o,
  output logic [Ways-1:0]     way_o,           // whose beat or weight it is; none: the running one
  output logic                header_o,        // the operand is m and l, or
  output logic                scratch_o,       // a row of the scratch, or the beat of a way, or 0
  output logic [RowWidth-1:0] row_o,
  // Outputs.
  output logic                return_o,        // sums of scores go back
  output logic                maxima_o,        // all sums are taken
  input  logic                last_taken_i,    // of what the lanes emit
  input  logic                returned_i,      // the last maximum is taken
  output logic [3:0]          heads_o,
  output logic [Ways-1:0]     ways_o           // that take part
);
  typedef enum logic [3:0] {
    Idle = 4'd0, Score = 4'd1, Head = 4'd2, Terms = 4'd3, Drain = 4'd4, Function = 4'd5, EmitHead = 4'd6,
    Emit = 4'd7, GatherHead = 4'd8, Gather = 4'd9, Empty = 4'd10, Maxima = 4'd11
  } state_e;

  state_e state_q, state_d;
  logic finish_q, returns_q;
  logic start, all_valid, whole, single, running, fresh, term_last, done, last;
  logic [Ways-1:0] ways, next_way, way;

  assign cmd_ready_o = state_q == Idle;
  assign start = cmd_valid_i && cmd_ready_o;

  pam_ru_walk #(.Ways(Ways), .Rows(Rows)) u_walk (
    .clk_i, .start_i(start), .ways_i(cmd_i.ways[Ways-1:0]), .heads_i(cmd_i.heads), .beats_i(cmd_i.beats),
    .count_i(cmd_i.count), .open_i(whole && state_q != Score), .score_i(state_q == Score),
    .terms_i(state_q == Terms), .gather_i(state_q == Gather), .emit_i(state_q == Emit),
    .move_i(state_q == Score ? whole : single && state_q != EmitHead),
    .ways_o(ways), .heads_o, .row_o, .way_o(next_way), .running_o(running), .fresh_o(fresh),
    .term_last_o(term_last), .done_o(done), .last_o(last)
  );
  assign ways_o = ways;

  // Beats that move: one of every way at once (whole), or one of one way (single), or none of a way (single too).
  assign all_valid = &(in_valid_i | ~ways);
  always_comb begin
    way = '0;
    whole = 1'b0;
    single = 1'b0;
    unique case (state_q)
      Score: whole = advance_i && all_valid;
      Head: whole = step_ready_i && all_valid;
      GatherHead: begin
        whole = advance_i && all_valid;
        way = ways & ~(ways - 1'b1);  // its header stands for all
      end
      Terms: begin
        if (weights_valid_i && !running) way = next_way;
        single = weights_valid_i && (running || |(way & in_valid_i));
      end
      Gather: begin
        if (advance_i) way = next_way;
        single = |(way & in_valid_i);
      end
      EmitHead: single = advance_i && ml_valid_i && (function_valid_i || !finish_q);
      Emit: single = advance_i;
      default: ;
    endcase
  end
  assign in_ready_o = whole ? ways : state_q == GatherHead ? '0 : way;

  always_comb begin
    state_d = state_q;
    unique case (state_q)
      Idle: begin
        if (cmd_valid_i) begin
          unique case (cmd_i.op)
            pam_pkg::RU_SCORE_ADD: if (cmd_i.count != '0) state_d = Score;
            pam_pkg::RU_SCORE_RETURN: state_d = cmd_i.count != '0 ? Score : Maxima;
            pam_pkg::RU_MERGE: state_d = Head;
            pam_pkg::RU_GATHER: if (cmd_i.count != '0) state_d = GatherHead;
            default: state_d = Idle;
          endcase
        end
      end
      Score: if (done && last) state_d = Empty;
      Head: if (whole) state_d = Terms;
      Terms: if (done) state_d = last ? Drain : Head;
      Drain: state_d = finish_q ? Function : EmitHead;
      Function: state_d = EmitHead;
      EmitHead: if (single) state_d = Emit;
      Emit: if (done) state_d = Empty;
      GatherHead: if (whole) state_d = Gather;
      Gather: if (done) state_d = last ? Empty : GatherHead;
      Empty: if (last_taken_i) state_d = returns_q ? Maxima : Idle;
      Maxima: if (returned_i) state_d = Idle;
      default: state_d = Idle;
    endcase
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) state_q <= Idle;
    else if (flush_i) state_q <= Idle;
    else state_q <= state_d;
  end

  always_ff @(posedge clk_i) begin
    if (start) begin
      finish_q <= cmd_i.finish;
      returns_q <= cmd_i.op == pam_pkg::RU_SCORE_RETURN;
    end
  end

  assign step_valid_o = state_q == Head && all_valid;
  assign step_first_o = fresh;
  assign step_last_o = last;
  assign weights_ready_o = state_q == Terms && done;
  assign function_ask_o = state_q == Function;
  assign ml_ready_o = state_q == Emit && done;
  assign return_o = returns_q;
  assign maxima_o = state_q == Maxima;

  assign issue_valid_o = single || (whole && state_q != Head);
  assign way_o = way;
  // The running O of the first round is 0, and so is O / l where l is 0: no operand, and in the latter case no factor.
  assign header_o = state_q == EmitHead;
  assign scratch_o = (state_q == Terms && running && !fresh) || (state_q == Emit && !(finish_q && ml_zero_i));
  always_comb begin
    issue_o = '0;
    issue_o.emit = state_q != Terms;
    issue_o.score = state_q == Score;
    issue_o.last = done && last;
    if (state_q == Terms) begin
      issue_o.scale = 1'b1;
      issue_o.first = running;
      issue_o.write = term_last;
    end
    if (state_q == Emit) begin
      issue_o.scale = finish_q && !ml_zero_i;
      issue_o.narrow = finish_q;
    end
  end

`ifndef SYNTHESIS
  command_ways: assert property (@(posedge clk_i) disable iff (!rst_ni)
    start |-> cmd_i.ways != '0 && 32'(cmd_i.ways) < 32'd1 << Ways);
  command_heads: assert property (@(posedge clk_i) disable iff (!rst_ni)
    start && cmd_i.op inside {pam_pkg::RU_SCORE_ADD, pam_pkg::RU_SCORE_RETURN}
    |-> cmd_i.heads != '0 && 32'(cmd_i.heads) <= MaxHeads);
  command_beats: assert property (@(posedge clk_i) disable iff (!rst_ni)
    start && cmd_i.op inside {pam_pkg::RU_MERGE, pam_pkg::RU_GATHER}
    |-> cmd_i.beats != '0 && (cmd_i.op == pam_pkg::RU_GATHER || 32'(cmd_i.beats) <= Rows));
`endif
endmodule
