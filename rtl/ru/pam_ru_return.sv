// What goes back to the banks: sums of scores as they come, head by head for every token, and at the end the maximum
// of every head. A maximum leaves pam_rowmax after a beat with `last`, which here is one more beat of -inf.
//
// Part of pam_ru (twin numerics::ReductionUnit::score_return, bench tb/ru).
module pam_ru_return #(
  parameter int unsigned MaxHeads = 8
) (
  input  logic           clk_i,
  input  logic           rst_ni,
  input  logic           flush_i,
  input  logic [3:0]     heads_i,
  input  logic           maxima_i,     // the sums are over
  input  logic           sum_valid_i,
  input  pam_pkg::fp32_t sum_i,
  output logic           ret_valid_o,
  input  logic           ret_ready_i,
  output pam_pkg::fp32_t ret_data_o,
  output logic           ret_last_o,
  output logic           done_o        // the last maximum is taken
);
  localparam int unsigned SlotWidth = MaxHeads > 1 ? $clog2(MaxHeads) : 1;

  logic [SlotWidth-1:0] head_q, max_slot, last_head;
  logic first_q, fed_q;  // first: of the first token
  logic feed, fed, head_last, max_ready, max_valid;
  pam_pkg::fp32_t max;

  assign last_head = SlotWidth'(heads_i - 4'd1);
  assign head_last = head_q == last_head;
  assign feed = maxima_i && !fed_q;
  assign fed = (sum_valid_i && ret_ready_i) || (feed && max_ready);

  pam_rowmax #(.Lanes(1), .Slots(MaxHeads)) u_rowmax (
    .clk_i, .rst_ni, .flush_i,
    .in_valid_i((sum_valid_i && ret_ready_i) || feed), .in_ready_o(max_ready),
    .in_x_i(feed ? pam_pkg::MinusInfFp32 : sum_i), .in_slot_i(head_q), .in_first_i(first_q), .in_last_i(feed),
    .out_valid_o(max_valid), .out_ready_i(ret_ready_i), .out_slot_o(max_slot), .out_max_o(max)
  );

  assign ret_valid_o = sum_valid_i || max_valid;
  assign ret_data_o = max_valid ? max : sum_i;
  assign ret_last_o = max_valid && max_slot == last_head;
  assign done_o = ret_last_o && ret_ready_i;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      head_q <= '0;
      first_q <= 1'b1;
      fed_q <= 1'b0;
    end else if (flush_i || done_o) begin
      head_q <= '0;
      first_q <= 1'b1;
      fed_q <= 1'b0;
    end else if (fed) begin
      head_q <= head_last ? '0 : head_q + 1'b1;
      if (head_last) first_q <= 1'b0;
      if (head_last && feed) fed_q <= 1'b1;
    end
  end

`ifndef SYNTHESIS
  one_source: assert property (@(posedge clk_i) disable iff (!rst_ni) !(sum_valid_i && (max_valid || feed)));
`endif
endmodule
