// The processing unit beside a bank or a flash channel: scores of K beats against the q it holds (or is sent),
// running maxima, weights, and sums of V beats.
//
// Passes, order of every stream, buffer, cycles: rtl/README.md. One command at a time; one (beat, head) pair a
// cycle. Functional twin: numerics::ProcessingUnit. Cycle twin: tb/twins/pu_twin.h. Bench: tb/pu.
module pam_pu #(
  parameter int unsigned Lanes = 16,
  parameter bit          Format = pam_pkg::FP16,
  parameter bit          Accumulate = pam_pkg::ACC_FP32,
  parameter int unsigned SliceDim = 128,    // the most values of a head
  parameter int unsigned MaxHeads = 8,
  parameter int unsigned BufferBytes = 512,
  parameter bit          QResident = 1'b1
) (
  input  logic                       clk_i,
  input  logic                       rst_ni,
  input  logic                       flush_i,
  input  logic                       cmd_valid_i,
  output logic                       cmd_ready_o,
  input  pam_pkg::pu_cmd_t           cmd_i,
  input  logic                       q_valid_i,
  output logic                       q_ready_o,
  input  logic [16*Lanes-1:0] q_i,
  input  logic                       data_valid_i,
  output logic                       data_ready_o,
  input  logic [16*Lanes-1:0] data_i,
  input  logic                       score_in_valid_i,
  output logic                       score_in_ready_o,
  input  pam_pkg::fp32_t             score_in_i,
  output logic                       score_valid_o,
  input  logic                       score_ready_i,
  output pam_pkg::fp32_t             score_o,
  output logic                       score_last_o,
  output logic                       out_valid_o,
  input  logic                       out_ready_i,
  output logic [32*Lanes-1:0] out_o,
  output logic                       out_last_o
);
  // What pam_pu_check refuses must still elaborate far enough to be refused.
  localparam int unsigned RowBytes = Lanes == 0 ? 1 : Lanes * 4;
  localparam int unsigned Rows = BufferBytes < RowBytes ? 1 : BufferBytes / RowBytes;
  localparam int unsigned HeadBits = MaxHeads > 1 ? $clog2(MaxHeads) : 1;
  localparam int unsigned IndexBits = $clog2(2 * Rows);

  logic partial;
  logic [3:0] heads;
  logic [7:0] beats;
  logic [15:0] tokens;
  logic start, load, score, maxima, take_m, value, out;
  logic step, step_header, step_last, item, item_first_token, item_last_token, item_last, item_done;
  logic [HeadBits-1:0] step_head, item_head;
  logic [IndexBits-1:0] step_index;
  logic product_valid, product_fresh, product_final;

  pam_pu_control #(.HeadBits(HeadBits), .IndexBits(IndexBits)) u_control (
    .clk_i, .rst_ni, .flush_i, .cmd_valid_i, .cmd_ready_o, .cmd_i, .start_o(start),
    .partial_o(partial), .heads_o(heads), .beats_o(beats), .tokens_o(tokens),
    .load_o(load), .score_o(score), .maxima_o(maxima), .take_m_o(take_m), .value_o(value), .out_o(out),
    .step_i(step), .step_head_o(step_head), .step_header_o(step_header), .step_index_o(step_index),
    .step_last_o(step_last), .item_i(item), .item_head_o(item_head), .item_first_token_o(item_first_token),
    .item_last_token_o(item_last_token), .item_last_o(item_last), .item_done_o(item_done),
    .value_done_i(product_valid && product_final)
  );

  logic [16*Lanes-1:0] b, q, pair_a, pair_b;
  pam_pkg::half_t p;
  pam_pkg::fp32_t m, l, sum;
  logic [32*Lanes-1:0] product, row;
  logic b_valid, b_ready, last_head, last_beat, p_valid, weight_ready;
  logic pair_valid, pair_ready, pair_first, pair_last, sum_valid, sum_ready, max_busy;
  logic [HeadBits-1:0] pair_head, sum_head, unused_product_head;
  logic [IndexBits-1:0] pair_index, taken_index, index;

  // q of the buffer is always there; else the second operand is a stream or the ring of p.
  assign b_valid = value ? p_valid : (QResident || q_valid_i);
  always_comb begin
    for (int unsigned i = 0; i < Lanes; i++) b[16*i+:16] = value ? p : (QResident ? q[16*i+:16] : q_i[16*i+:16]);
  end

  pam_pu_issue #(.Lanes(Lanes), .HeadBits(HeadBits), .IndexBits(IndexBits)) u_issue (
    .clk_i, .rst_ni, .flush_i, .start_i(start), .run_i(score || value),
    .heads_i(heads), .beats_i(beats), .tokens_i(tokens),
    .data_valid_i, .data_ready_o, .data_i, .b_valid_i(b_valid), .b_ready_o(b_ready), .b_i(b),
    .index_o(pair_index), .last_head_o(last_head), .last_beat_o(last_beat),
    .pair_valid_o(pair_valid), .pair_ready_i(pair_ready), .pair_a_o(pair_a), .pair_b_o(pair_b),
    .pair_head_o(pair_head), .pair_first_o(pair_first), .pair_last_o(pair_last),
    .taken_index_o(taken_index), .taken_first_token_o(product_fresh), .taken_final_o(product_final)
  );

  pam_dot #(.Lanes(Lanes), .Format(Format), .Accumulate(Accumulate), .Slots(MaxHeads)) u_dot (
    .clk_i, .rst_ni, .flush_i,
    .in_valid_i(pair_valid), .in_ready_o(pair_ready), .in_a_i(pair_a), .in_b_i(pair_b), .in_slot_i(pair_head),
    .in_first_i(pair_first), .in_last_i(pair_last), .in_vector_i(value),
    .out_valid_o(sum_valid), .out_ready_i(sum_ready), .out_slot_o(sum_head), .out_sum_o(sum),
    .prod_valid_o(product_valid), .prod_slot_o(unused_product_head), .prod_o(product)
  );

  // A walk at a time: q beats by row and half, O by row.
  assign index = score ? pair_index : value ? taken_index : step_index;

  pam_pu_buffer #(
    .Lanes(Lanes), .Rows(Rows), .Accumulate(Accumulate), .QResident(QResident), .IndexBits(IndexBits)
  ) u_buffer (
    .clk_i, .halves_i(load || score), .index_i(index), .q_write_i(load && q_valid_i), .q_i, .q_o(q),
    .add_i(product_valid), .fresh_i(product_fresh), .product_i(product), .row_o(row)
  );

  pam_pu_softmax #(.Format(Format), .Accumulate(Accumulate), .MaxHeads(MaxHeads), .HeadBits(HeadBits)) u_softmax (
    .clk_i, .rst_ni, .flush_i, .start_i(start), .heads_i(heads),
    .max_valid_i(score && item), .max_head_i(item_head), .max_first_i(item_first_token),
    .max_last_i(item_last_token), .max_x_i(sum), .max_busy_o(max_busy),
    .m_write_i(take_m && score_in_valid_i),
    .score_valid_i(value && !item_done && score_in_valid_i), .score_ready_o(weight_ready),
    .score_head_i(take_m ? step_head : item_head), .score_i(score_in_i),
    .p_valid_o(p_valid), .p_o(p), .p_use_i(value && b_ready && p_valid), .p_rewind_i(last_head && !last_beat),
    .p_release_i(last_beat), .head_i(step_head), .m_o(m), .l_o(l)
  );

  assign q_ready_o = load || (!QResident && score && b_ready);
  assign score_in_ready_o = take_m || (value && !item_done && weight_ready);
  assign sum_ready = score_ready_i;
  assign score_valid_o = (score && sum_valid) || (maxima && !max_busy);
  assign score_o = score ? sum : m;
  assign score_last_o = score ? item_last && partial : step_last;
  assign out_valid_o = out;
  assign out_last_o = step_last;

  always_comb begin
    out_o = tokens == '0 ? '0 : row;
    if (step_header) begin
      out_o = '0;
      out_o[63:0] = {l, m};
    end
  end

  assign item = score ? sum_valid && score_ready_i : value && score_in_valid_i && score_in_ready_o;
  always_comb begin
    unique case (1'b1)
      load: step = q_valid_i;
      maxima: step = score_valid_o && score_ready_i;
      take_m: step = score_in_valid_i;
      default: step = out && out_ready_i;
    endcase
  end

`ifndef SYNTHESIS
  sums_in_order : assert property (@(posedge clk_i) disable iff (!rst_ni)
    (score && sum_valid) |-> sum_head == item_head);
`endif
  pam_pu_check #(
    .Lanes(Lanes), .SliceDim(SliceDim), .MaxHeads(MaxHeads), .BufferBytes(BufferBytes), .RowBytes(RowBytes),
    .Rows(Rows), .QResident(QResident)
  ) u_check (
    .clk_i, .rst_ni, .flush_i, .cmd_valid_i, .cmd_ready_i(cmd_ready_o), .cmd_i,
    .q_valid_i, .q_ready_i(q_ready_o), .q_i, .data_valid_i, .data_ready_i(data_ready_o), .data_i,
    .score_in_valid_i, .score_in_ready_i(score_in_ready_o), .score_in_i,
    .score_valid_i(score_valid_o), .score_ready_i, .score_i({score_last_o, score_o}),
    .out_valid_i(out_valid_o), .out_ready_i, .out_i({out_last_o, out_o})
  );
endmodule
