// The p of 16 scores. They are used once per beat of V: the reader walks over the p of a token again for every
// beat of it, and an entry is free once it was used for the last beat.
//
// Latency: an entry written by an edge can be used in the next cycle. Rate: one write and one use a cycle.
// Part of pam_pu (twin tb/twins/pu_twin.h, bench tb/pu).
module pam_pu_ring (
  input  logic           clk_i,
  input  logic           rst_ni,
  input  logic           flush_i,
  input  logic           in_valid_i,
  output logic           in_ready_o,
  input  pam_pkg::half_t in_p_i,
  output logic           out_valid_o,
  output pam_pkg::half_t out_p_o,
  input  logic           use_i,     // the entry shown is used in this cycle
  input  logic           rewind_i,  // and next comes the first p of this token again, or
  input  logic           release_i  // the entry is not needed any more
);
  localparam int unsigned Depth = 16;
  localparam int unsigned PtrBits = $clog2(Depth);

  pam_pkg::half_t p_q [Depth];
  // One bit more than an index: full and empty differ.
  logic [PtrBits:0] write_q, read_q, base_q;

  assign in_ready_o = (write_q - base_q) != (PtrBits + 1)'(Depth);
  assign out_valid_o = write_q != read_q;
  assign out_p_o = p_q[read_q[PtrBits-1:0]];

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      write_q <= '0;
      read_q <= '0;
      base_q <= '0;
    end else if (flush_i) begin
      write_q <= '0;
      read_q <= '0;
      base_q <= '0;
    end else begin
      if (in_valid_i && in_ready_o) write_q <= write_q + 1'b1;
      if (use_i) read_q <= rewind_i ? base_q : read_q + 1'b1;
      base_q <= base_q + (PtrBits + 1)'(use_i && release_i);
    end
  end

  always_ff @(posedge clk_i) begin
    if (in_valid_i && in_ready_o) p_q[write_q[PtrBits-1:0]] <= in_p_i;
  end

`ifndef SYNTHESIS
  used_when_there : assert property (@(posedge clk_i) disable iff (!rst_ni) use_i |-> out_valid_o);
  released_in_order : assert property (@(posedge clk_i) disable iff (!rst_ni) (use_i && release_i) |-> read_q == base_q);
  one_of_two : assert property (@(posedge clk_i) disable iff (!rst_ni) use_i |-> !(rewind_i && release_i));
  holds_depth : assert property (@(posedge clk_i) disable iff (!rst_ni) (write_q - base_q) <= (PtrBits + 1)'(Depth));
`endif
endmodule
