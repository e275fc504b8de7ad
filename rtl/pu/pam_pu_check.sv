// Parameters that pam_pu refuses; and, but for synthesis, what it promises and expects, as assertions: streams hold
// still until taken, commands are legal.
//
// Part of pam_pu. Bench: tb/pu.
module pam_pu_check #(
  parameter int unsigned Lanes = 16,
  parameter int unsigned SliceDim = 128,
  parameter int unsigned MaxHeads = 8,
  parameter int unsigned BufferBytes = 512,
  parameter int unsigned RowBytes = 64,
  parameter int unsigned Rows = 8,
  parameter bit          QResident = 1'b1
) (
  input logic                clk_i,
  input logic                rst_ni,
  input logic                flush_i,
  input logic                cmd_valid_i,
  input logic                cmd_ready_i,
  input pam_pkg::pu_cmd_t    cmd_i,
  input logic                q_valid_i,
  input logic                q_ready_i,
  input logic [16*Lanes-1:0] q_i,
  input logic                data_valid_i,
  input logic                data_ready_i,
  input logic [16*Lanes-1:0] data_i,
  input logic                score_in_valid_i,
  input logic                score_in_ready_i,
  input pam_pkg::fp32_t      score_in_i,
  input logic                score_valid_i,
  input logic                score_ready_i,
  input logic [32:0]         score_i,  // with last
  input logic                out_valid_i,
  input logic                out_ready_i,
  input logic [32*Lanes:0]   out_i     // with last
);
  if (Lanes < 2) begin : gen_too_few_lanes
    $error("Lanes must be at least 2: the header of a partial holds m and l");
  end else if (SliceDim == 0 || SliceDim % Lanes != 0) begin : gen_bad_slice
    $error("Lanes must divide SliceDim, the values of a head");
  end else if (SliceDim / Lanes > 255) begin : gen_too_many_beats
    $error("SliceDim must be at most 255 beats of Lanes values: a command counts them in 8 bits");
  end else if (BufferBytes < RowBytes) begin : gen_no_row
    $error("BufferBytes must hold one beat of O, 4 * Lanes bytes");
  end else if (QResident && SliceDim * 2 > Rows * RowBytes) begin : gen_no_q
    $error("BufferBytes must hold one q, 2 * SliceDim bytes, or q must come beside K (QResident = 0)");
  end
  if (MaxHeads == 0 || MaxHeads > 8) begin : gen_bad_heads
    $error("MaxHeads must be 1 to 8");
  end

`ifndef SYNTHESIS
  logic calm;  // no reset, no flush: a beat that waits stays
  assign calm = rst_ni && !flush_i;

  cmd_held : assert property (@(posedge clk_i) disable iff (!rst_ni)
    (calm && cmd_valid_i && !cmd_ready_i) |=> (cmd_valid_i && $stable(cmd_i)));
  q_held : assert property (@(posedge clk_i) disable iff (!rst_ni)
    (calm && q_valid_i && !q_ready_i) |=> (q_valid_i && $stable(q_i)));
  data_held : assert property (@(posedge clk_i) disable iff (!rst_ni)
    (calm && data_valid_i && !data_ready_i) |=> (data_valid_i && $stable(data_i)));
  score_in_held : assert property (@(posedge clk_i) disable iff (!rst_ni)
    (calm && score_in_valid_i && !score_in_ready_i) |=> (score_in_valid_i && $stable(score_in_i)));
  score_held : assert property (@(posedge clk_i) disable iff (!rst_ni)
    (calm && score_valid_i && !score_ready_i) |=> (score_valid_i && $stable(score_i)));
  out_held : assert property (@(posedge clk_i) disable iff (!rst_ni)
    (calm && out_valid_i && !out_ready_i) |=> (out_valid_i && $stable(out_i)));

  logic taken;
  logic [11:0] items;
  assign taken = calm && cmd_valid_i && cmd_ready_i;
  assign items = 12'(cmd_i.heads) * 12'(cmd_i.beats);

  cmd_known : assert property (@(posedge clk_i) disable iff (!rst_ni)
    taken |-> (cmd_i.op == pam_pkg::PU_LOAD_Q || cmd_i.op == pam_pkg::PU_SCORE || cmd_i.op == pam_pkg::PU_CONTEXT));
  heads_in_range : assert property (@(posedge clk_i) disable iff (!rst_ni)
    taken |-> (cmd_i.heads != '0 && 32'(cmd_i.heads) <= MaxHeads && cmd_i.beats != '0));
  q_fits : assert property (@(posedge clk_i) disable iff (!rst_ni)
    (taken && (cmd_i.op == pam_pkg::PU_LOAD_Q || (QResident && cmd_i.op == pam_pkg::PU_SCORE))) |->
    (QResident && 32'(items) <= 2 * Rows));
  o_fits : assert property (@(posedge clk_i) disable iff (!rst_ni)
    (taken && cmd_i.op == pam_pkg::PU_CONTEXT) |-> 32'(items) <= Rows);

  // The q that the buffer holds: a value pass writes O over it.
  logic [3:0] q_heads_q;
  logic [7:0] q_beats_q;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      q_heads_q <= '0;
      q_beats_q <= '0;
    end else if (flush_i) begin
      q_heads_q <= '0;
    end else if (taken && cmd_i.op == pam_pkg::PU_LOAD_Q) begin
      q_heads_q <= cmd_i.heads;
      q_beats_q <= cmd_i.beats;
    end else if (taken && cmd_i.op == pam_pkg::PU_CONTEXT) begin
      q_heads_q <= '0;
    end
  end
  q_loaded : assert property (@(posedge clk_i) disable iff (!rst_ni)
    (taken && cmd_i.op == pam_pkg::PU_SCORE && QResident) |->
    (cmd_i.heads <= q_heads_q && cmd_i.beats == q_beats_q));
`endif
endmodule
