// Number of zeros above the highest 1; all ones where there is none. Combinational.
//
// Proven by: tb/fp_mul, tb/fp.
module pam_leading_zeros #(
  parameter  int unsigned Width      = 32,
  localparam int unsigned CountWidth = $clog2(Width)
) (
  input  logic [Width-1:0]      value_i,
  output logic [CountWidth-1:0] count_o
);
  localparam int unsigned Padded = 1 << CountWidth;

  // Halving: each step asks whether the upper half of what is left is empty.
  always_comb begin
    logic [Padded-1:0]     rest;
    logic [CountWidth-1:0] count;
    logic                  empty;
    rest  = Padded'(value_i) << (Padded - Width);
    count = '0;
    for (int step = $clog2(Width) - 1; step >= 0; step--) begin
      empty = (rest >> (Padded - (1 << step))) == '0;
      count = (count << 1) | CountWidth'(empty);
      rest  = empty ? rest << (1 << step) : rest;
    end
    count_o = count;
  end

  if (Width < 2) begin : gen_bad_width
    $error("Width must be at least 2");
  end
endmodule
