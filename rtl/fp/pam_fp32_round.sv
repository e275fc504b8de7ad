// (-1)^negative x significand x 2^(exponent - 150) to fp32: to nearest even, subnormals kept, infinity beyond
// the largest value; 0 keeps its sign. Combinational.
//
// `exponent` is the exponent field of a significand whose leading 1 is bit 23. Its range: the leading bit may
// not stand above 2^383. Without `Underflow` the caller promises exponent >= 25 - Width: no bit of the
// significand is below 2^-149 then except those that rounding of a normal number drops.
// Twin: numerics::rule::pack. Proven by: tb/fp, tb/fp_mul, tb/dot, tb/log.
module pam_fp32_round #(
  parameter int unsigned Width     = 28,
  parameter bit          Underflow = 1'b1
) (
  input  logic               negative_i,
  input  logic [Width-1:0]   significand_i,
  input  logic signed [11:0] exponent_i,
  output pam_pkg::fp32_t     value_o
);
  localparam int unsigned CountWidth = $clog2(Width);
  localparam logic signed [12:0] Room = 13'(Width) - 13'd25;

  logic [CountWidth-1:0] zeros;
  logic signed [12:0]    limit, shift;  // to the left; a field of 1 ends it
  logic [Width-1:0]      shifted;
  logic                  lost, up;
  logic [23:0]           kept;
  logic [8:0]            field;  // less the hidden bit
  logic [31:0]           pattern;

  pam_leading_zeros #(.Width(Width)) u_zeros (.value_i(significand_i), .count_o(zeros));

  assign limit = 13'(exponent_i) + Room;
  assign shift = $signed(13'(zeros)) < limit ? $signed(13'(zeros)) : limit;

  if (Underflow) begin : gen_underflow
    logic [4:0] right;
    // 31 places leave nothing of a kept bit or of half of one.
    assign right   = limit < -13'sd31 ? 5'd31 : 5'(-limit);
    assign shifted = limit[12] ? significand_i >> right : significand_i << CountWidth'(shift);
    assign lost    = limit[12] && (significand_i & ~({Width{1'b1}} << right)) != '0;
  end else begin : gen_normal
    assign shifted = significand_i << CountWidth'(shift);
    assign lost    = 1'b0;
  end

  assign kept    = shifted[Width-1-:24];
  assign up      = shifted[Width-25] && (kept[0] || lost || shifted[Width-26:0] != '0);
  assign field   = kept[23] ? 9'(limit - shift) : '0;
  // A carry out of the fraction lands in the exponent field, up to infinity.
  assign pattern = {field, 23'b0} + 32'(kept) + 32'(up);
  assign value_o = {negative_i, pattern >= pam_pkg::InfFp32 ? pam_pkg::InfFp32[30:0] : pattern[30:0]};

  if (Width < 26) begin : gen_bad_width
    $error("Width must be at least 26: 24 bits kept, one to round by, one below it");
  end
endmodule
