// What a processing unit is doing, and where it is: the command, the pass, the walk over q beats, maxima or
// output beats, and the walk over scores (those that leave in the score pass, those that come in the value pass).
//
// One command at a time. Part of pam_pu (twin tb/twins/pu_twin.h, bench tb/pu).
module pam_pu_control #(
  parameter int unsigned HeadBits = 3,
  parameter int unsigned IndexBits = 4
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  input  logic                 flush_i,
  input  logic                 cmd_valid_i,
  output logic                 cmd_ready_o,
  input  pam_pkg::pu_cmd_t     cmd_i,
  output logic                 start_o,    // a command is taken in this cycle
  // Of the command that runs.
  output logic                 partial_o,
  output logic [3:0]           heads_o,
  output logic [7:0]           beats_o,
  output logic [15:0]          tokens_o,
  // The pass, one of:
  output logic                 load_o,     // q beats come
  output logic                 score_o,    // K comes, scores leave
  output logic                 maxima_o,   // maxima leave
  output logic                 take_m_o,   // maxima come
  output logic                 value_o,    // scores and V come
  output logic                 out_o,      // partials leave
  // Walk of load, maxima, take_m and out.
  input  logic                 step_i,     // an item moves in this cycle
  output logic [HeadBits-1:0]  step_head_o,
  output logic                 step_header_o,
  output logic [IndexBits-1:0] step_index_o,  // of the q beat, or of the row of O
  output logic                 step_last_o,
  // Walk of score and value: token by token, heads fastest.
  input  logic                 item_i,     // a score moves in this cycle
  output logic [HeadBits-1:0]  item_head_o,
  output logic                 item_first_token_o,
  output logic                 item_last_token_o,
  output logic                 item_last_o,
  output logic                 item_done_o,  // all have moved
  input  logic                 value_done_i  // the last product is being added in this cycle
);
  typedef enum logic [2:0] {
    Idle = 3'd0, Load = 3'd1, Score = 3'd2, Maxima = 3'd3, TakeM = 3'd4, Value = 3'd5, Out = 3'd6
  } state_e;

  state_e state_q, state_d;
  logic [HeadBits-1:0] step_head_q, item_head_q;
  logic [7:0] step_inner_q;  // beat; in Out 0 is the header
  logic [IndexBits-1:0] step_index_q;
  logic [15:0] item_token_q;
  logic item_done_q, step_inner_last, step_last, item_head_last;

  assign cmd_ready_o = state_q == Idle;
  assign start_o = cmd_valid_i && cmd_ready_o;
  assign load_o = state_q == Load;
  assign score_o = state_q == Score;
  assign maxima_o = state_q == Maxima;
  assign take_m_o = state_q == TakeM;
  assign value_o = state_q == Value;
  assign out_o = state_q == Out;

  assign step_inner_last = load_o ? step_inner_q == beats_o - 8'd1 : !out_o || step_inner_q == beats_o;
  assign step_last = step_inner_last && 4'(step_head_q) == heads_o - 4'd1;
  assign step_head_o = step_head_q;
  assign step_header_o = step_inner_q == '0;
  assign step_index_o = step_index_q;
  assign step_last_o = step_last;

  assign item_head_last = 4'(item_head_q) == heads_o - 4'd1;
  assign item_head_o = item_head_q;
  assign item_first_token_o = item_token_q == '0;
  assign item_last_token_o = item_token_q == tokens_o - 16'd1;
  assign item_last_o = item_head_last && item_last_token_o;
  assign item_done_o = item_done_q;

  always_comb begin
    state_d = state_q;
    unique case (state_q)
      Idle: begin
        if (cmd_valid_i) begin
          unique case (cmd_i.op)
            pam_pkg::PU_LOAD_Q: state_d = Load;
            pam_pkg::PU_SCORE: begin
              if (cmd_i.tokens != '0) state_d = Score;
              else if (!cmd_i.partial) state_d = Maxima;
            end
            pam_pkg::PU_CONTEXT: state_d = TakeM;
            default: state_d = Idle;
          endcase
        end
      end
      Load, Maxima, Out: if (step_i && step_last) state_d = Idle;
      Score: if (item_i && item_last_o) state_d = partial_o ? Idle : Maxima;
      TakeM: if (step_i && step_last) state_d = tokens_o == '0 ? Out : Value;
      Value: if (value_done_i) state_d = Out;
      default: state_d = Idle;
    endcase
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) state_q <= Idle;
    else if (flush_i) state_q <= Idle;
    else state_q <= state_d;
  end

  // Set by the command, before anything reads them.
  always_ff @(posedge clk_i) begin
    if (start_o) begin
      partial_o <= cmd_i.partial;
      heads_o <= cmd_i.heads;
      beats_o <= cmd_i.beats;
      tokens_o <= cmd_i.tokens;
    end

    if (start_o || (step_i && step_last)) begin
      step_head_q <= '0;
      step_inner_q <= '0;
      step_index_q <= '0;
    end else if (step_i) begin
      step_head_q <= step_head_q + HeadBits'(step_inner_last);
      step_inner_q <= step_inner_last ? '0 : step_inner_q + 8'd1;
      step_index_q <= step_index_q + IndexBits'(load_o || (out_o && !step_header_o));
    end

    if (start_o) begin
      item_head_q <= '0;
      item_token_q <= '0;
      item_done_q <= 1'b0;
    end else if (item_i) begin
      item_head_q <= item_head_last ? '0 : item_head_q + 1'b1;
      item_token_q <= item_token_q + 16'(item_head_last);
      item_done_q <= item_last_o;
    end
  end
endmodule
