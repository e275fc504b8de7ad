// The buffer of a processing unit, rows of Lanes fp32 values: in the score pass two beats of q to a row, in the
// value pass O. One row a cycle is read and, if asked, written back: with half of it replaced by a beat of q, or
// with products added to it.
//
// Latency: reads are combinational; what is written can be read in the next cycle.
// Part of pam_pu (twin tb/twins/pu_twin.h, bench tb/pu).
module pam_pu_buffer #(
  parameter int unsigned Lanes = 16,
  parameter int unsigned Rows = 8,
  parameter bit          Accumulate = pam_pkg::ACC_FP32,
  parameter bit          QResident = 1'b1,
  parameter int unsigned IndexBits = 4
) (
  input  logic                       clk_i,
  input  logic                       halves_i,  // index is of a beat of q, else of a row
  input  logic [IndexBits-1:0]       index_i,
  input  logic                       q_write_i,
  input  logic [16*Lanes-1:0] q_i,
  output logic [16*Lanes-1:0] q_o,
  input  logic                       add_i,
  input  logic                       fresh_i,   // the row counts as 0
  input  logic [32*Lanes-1:0] product_i,
  output logic [32*Lanes-1:0] row_o
);
  localparam int unsigned RowBits = Rows > 1 ? $clog2(Rows) : 1;

  logic [16*Lanes-1:0] low_q [Rows];
  logic [16*Lanes-1:0] high_q [Rows];
  logic [16*Lanes-1:0] low, high;
  logic [32*Lanes-1:0] sum;
  logic [RowBits-1:0] row;

  assign row = halves_i ? RowBits'(index_i >> 1) : RowBits'(index_i);
  assign low = low_q[row];
  assign high = high_q[row];
  assign row_o = {high, low};
  assign q_o = index_i[0] ? high : low;

  for (genvar i = 0; i < Lanes; i++) begin : gen_lane
    pam_pkg::fp32_t old, exact;
    assign old = fresh_i ? '0 : row_o[32*i+:32];
    if (Accumulate == pam_pkg::ACC_FP16) begin : gen_fp16
      pam_pkg::fp32_t product;
      pam_fp32_through_fp16 u_product (.value_i(product_i[32*i+:32]), .value_o(product));
      pam_fp32_add u_add (.a_i(old), .b_i(product), .sum_o(exact));
      pam_fp32_through_fp16 u_sum (.value_i(exact), .value_o(sum[32*i+:32]));
    end else begin : gen_fp32
      pam_fp32_add u_add (.a_i(old), .b_i(product_i[32*i+:32]), .sum_o(exact));
      assign sum[32*i+:32] = exact;
    end
  end

  logic write_low, write_high;
  assign write_low = add_i || (QResident && q_write_i && !index_i[0]);
  assign write_high = add_i || (QResident && q_write_i && index_i[0]);

  always_ff @(posedge clk_i) begin
    if (write_low) low_q[row] <= q_write_i ? q_i : sum[16*Lanes-1:0];
    if (write_high) high_q[row] <= q_write_i ? q_i : sum[32*Lanes-1:16*Lanes];
  end
endmodule
