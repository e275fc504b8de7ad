// The sums of pam_dot: rounds a tree's integer to fp32 (and FP16 with ACC_FP16) and adds it to its slot.
// Registers for the sums, the rest combinational.
//
// Twin: numerics::tree_sum (its rounding) and numerics::accumulate_beat. Proven by: tb/dot.
module pam_dot_accumulator #(
  parameter  int unsigned Width      = 37,
  parameter  bit          Accumulate = pam_pkg::ACC_FP32,
  parameter  int unsigned Slots      = 1,
  localparam int unsigned SlotWidth  = Slots > 1 ? $clog2(Slots) : 1
) (
  input  logic                 clk_i,
  input  logic                 negative_i,
  input  logic [Width-1:0]     magnitude_i,
  input  logic signed [11:0]   exponent_i,
  input  logic                 special_i,
  input  pam_pkg::fp32_t       special_value_i,
  input  logic [SlotWidth-1:0] slot_i,
  input  logic                 first_i,
  input  logic                 write_i,
  output pam_pkg::fp32_t       sum_o  // what the slot holds after this beat
);
  pam_pkg::fp32_t running_q [Slots];
  pam_pkg::fp32_t rounded, beat, beat_kept, added, added_kept;

  // No underflow: products are multiples of 2^-149 and the window is cut where it is aligned.
  pam_fp32_round #(.Width(Width), .Underflow(1'b0)) u_round (
    .negative_i, .significand_i(magnitude_i), .exponent_i, .value_o(rounded)
  );
  assign beat = special_i ? special_value_i : rounded;

  pam_fp32_add u_add (.a_i(running_q[slot_i]), .b_i(beat_kept), .sum_o(added));

  if (Accumulate == pam_pkg::ACC_FP16) begin : gen_fp16
    pam_fp32_through_fp16 u_beat (.value_i(beat), .value_o(beat_kept));
    pam_fp32_through_fp16 u_added (.value_i(added), .value_o(added_kept));
  end else begin : gen_fp32
    assign beat_kept  = beat;
    assign added_kept = added;
  end

  assign sum_o = first_i ? beat_kept : added_kept;

  always_ff @(posedge clk_i) begin
    if (write_i) running_q[slot_i] <= sum_o;
  end
endmodule
