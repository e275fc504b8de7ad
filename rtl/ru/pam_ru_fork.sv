// Gives every beat of one stream to Outputs streams, each of which takes it when it likes; the beat is taken when all
// have it.
//
// No latency. Part of pam_ru_tree (twin tb/twins/ru_tree_twin.h, bench tb/ru_tree).
module pam_ru_fork #(
  parameter int unsigned Outputs = 4
) (
  input  logic               clk_i,
  input  logic               rst_ni,
  input  logic               flush_i,
  input  logic               in_valid_i,
  output logic               in_ready_o,
  output logic [Outputs-1:0] out_valid_o,
  input  logic [Outputs-1:0] out_ready_i
);
  logic [Outputs-1:0] taken_q;  // this beat already

  assign out_valid_o = in_valid_i ? ~taken_q : '0;
  assign in_ready_o = &(taken_q | out_ready_i);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) taken_q <= '0;
    else if (flush_i) taken_q <= '0;
    else if (in_valid_i) taken_q <= in_ready_o ? '0 : taken_q | out_ready_i;
  end
endmodule
