// Vector side of a reduction unit: operand register, Lanes multipliers by a weight, term register, Lanes adders,
// accumulator, scratch. What leaves the unit leaves from the term register.
//
// Begun by edge k: term shown after edge k + 1, sum in the accumulator and the scratch after edge k + 2.
// Part of pam_ru (twin tb/twins/ru_twin.h, bench tb/ru).
module pam_ru_lanes #(
  parameter  int unsigned Ways      = 4,
  parameter  int unsigned Lanes     = 16,
  parameter  bit          Format    = pam_pkg::FP16,
  parameter  int unsigned Rows      = 8,
  localparam int unsigned RowWidth  = Rows > 1 ? $clog2(Rows) : 1,
  localparam int unsigned BeatWidth = 32 * Lanes,
  localparam int unsigned Dropped   = 24 - pam_pkg::WeightBits
) (
  input  logic                      clk_i,
  input  logic                      rst_ni,
  input  logic                      flush_i,
  input  logic                      advance_i,
  input  logic                      issue_valid_i,
  input  pam_ru_pkg::issue_t        issue_i,
  input  logic                      header_i,  // the operand is m and l,
  input  logic                      scratch_i, // a row of the scratch,
  input  logic [Ways-1:0]           way_i,     // the beat of a way, or, without any of them, 0
  input  logic [RowWidth-1:0]       row_i,
  input  logic [31:Dropped]         weight_i,
  input  logic [BeatWidth*Ways-1:0] in_data_i,
  input  pam_pkg::fp32_t            m_i,
  input  pam_pkg::fp32_t            l_i,
  input  pam_pkg::fp32_t            sum_i,     // of scores, in the cycle after their issue
  output logic                      emit_o,
  output logic                      emit_last_o,
  output logic [BeatWidth-1:0]      data_o
);
  logic operand_valid_q, term_valid_q;
  pam_ru_pkg::issue_t operand_issue_q;
  logic term_emit_q, term_narrow_q, term_first_q, term_write_q;
  logic [RowWidth-1:0] operand_row_q, term_row_q;
  logic [31:Dropped] weight_q;
  logic [BeatWidth-1:0] operand_d, operand_q, product, term_d, term_q, sum, acc_q, halves;
  logic [BeatWidth-1:0] scratch_q [Rows];

  always_comb begin
    operand_d = '0;
    if (header_i) operand_d[63:0] = {l_i, m_i};
    if (scratch_i) operand_d = scratch_q[row_i];
    for (int w = 0; w < Ways; w++) begin
      if (way_i[w]) operand_d = in_data_i[BeatWidth*w+:BeatWidth];
    end
  end

  for (genvar lane = 0; lane < Lanes; lane++) begin : gen_lanes
    pam_fp32_scale u_scale (
      .a_i(operand_q[32*lane+:32]), .w_i({weight_q, {Dropped{1'b0}}}), .product_o(product[32*lane+:32])
    );
    pam_fp32_add u_add (.a_i(acc_q[32*lane+:32]), .b_i(term_q[32*lane+:32]), .sum_o(sum[32*lane+:32]));
    pam_fp32_to_half #(.Format(Format)) u_half (
      .value_i(term_q[32*lane+:32]), .half_o(halves[32*lane+:16])
    );
    assign halves[32*lane+16+:16] = '0;
  end

  always_comb begin
    term_d = operand_issue_q.scale ? product : operand_q;
    if (operand_issue_q.score) term_d[31:0] = sum_i;
  end

  assign emit_o = term_valid_q && term_emit_q;
  assign data_o = term_narrow_q ? halves : term_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      operand_valid_q <= 1'b0;
      term_valid_q <= 1'b0;
    end else if (flush_i) begin
      operand_valid_q <= 1'b0;
      term_valid_q <= 1'b0;
    end else if (advance_i) begin
      operand_valid_q <= issue_valid_i;
      term_valid_q <= operand_valid_q;
    end
  end

  always_ff @(posedge clk_i) begin
    if (advance_i && issue_valid_i) begin
      operand_q <= operand_d;
      weight_q <= weight_i;
      operand_issue_q <= issue_i;
      operand_row_q <= row_i;
    end
    if (advance_i && operand_valid_q) begin
      term_q <= term_d;
      term_emit_q <= operand_issue_q.emit;
      term_narrow_q <= operand_issue_q.narrow;
      term_first_q <= operand_issue_q.first;
      term_write_q <= operand_issue_q.write;
      emit_last_o <= operand_issue_q.last;
      term_row_q <= operand_row_q;
    end
    if (term_valid_q && !term_emit_q) begin
      acc_q <= term_first_q ? term_q : sum;
      if (term_write_q) scratch_q[term_row_q] <= term_first_q ? term_q : sum;
    end
  end
endmodule
