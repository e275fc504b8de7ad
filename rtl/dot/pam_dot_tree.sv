// Exact-window adder tree: aligns fp32 products to the largest exponent, cuts off (towards zero) what falls
// TreeGuardBits below its last bit and adds the rest as integers. Combinational.
//
// The sum is (-1)^negative x magnitude x 2^(exponent - 150); `special` says that it is infinite or NaN instead.
// Twin: numerics::tree_sum before its rounding. Proven by: tb/dot.
module pam_dot_tree #(
  parameter  int unsigned Lanes     = 16,
  localparam int unsigned TermWidth = 24 + pam_pkg::TreeGuardBits,
  localparam int unsigned SumWidth  = TermWidth + $clog2(Lanes + 1)
) (
  input  logic [32*Lanes-1:0] product_i,
  output logic                negative_o,
  output logic [SumWidth-1:0] magnitude_o,
  output logic signed [11:0]  exponent_o,
  output logic                special_o,
  output pam_pkg::fp32_t      special_value_o
);
  logic [7:0]        top;
  logic              any_nan, any_infinity, any_minus_infinity;
  logic [SumWidth:0] sum;  // two's complement

  // The largest exponent: node i is the larger of nodes 2i + 1 and 2i + 2; the lanes are the last nodes.
  always_comb begin
    logic [8*(2*Lanes-1)-1:0] node;
    for (int lane = 0; lane < Lanes; lane++) begin
      node[8*(Lanes-1+lane)+:8] = product_i[32*lane+23+:8];
    end
    for (int i = Lanes - 2; i >= 0; i--) begin
      node[8*i+:8] = node[8*(2*i+1)+:8] > node[8*(2*i+2)+:8] ? node[8*(2*i+1)+:8] : node[8*(2*i+2)+:8];
    end
    top = node[7:0] == '0 ? 8'd1 : node[7:0];
  end

  always_comb begin
    any_nan            = 1'b0;
    any_infinity       = 1'b0;
    any_minus_infinity = 1'b0;
    for (int lane = 0; lane < Lanes; lane++) begin
      if (product_i[32*lane+23+:8] == 8'hff) begin
        if (product_i[32*lane+:23] != '0) any_nan = 1'b1;
        else if (product_i[32*lane+31]) any_minus_infinity = 1'b1;
        else any_infinity = 1'b1;
      end
    end
  end

  // Signed terms in ones' complement and their signs: one sum of many addends, which synthesis makes a
  // carry-save tree.
  always_comb begin
    logic [7:0]           field, shift;
    logic [TermWidth-1:0] term;
    sum = '0;
    for (int lane = 0; lane < Lanes; lane++) begin
      field = product_i[32*lane+23+:8];
      // A subnormal has the exponent of the smallest normal and no hidden bit.
      shift = top - (field == '0 ? 8'd1 : field);
      term  = {field != '0, product_i[32*lane+:23], {pam_pkg::TreeGuardBits{1'b0}}};
      term  = shift >= 8'(TermWidth) ? '0 : term >> shift;
      sum   = sum + ((SumWidth + 1)'(term) ^ {SumWidth + 1{product_i[32*lane+31]}});
      sum   = sum + (SumWidth + 1)'(product_i[32*lane+31]);
    end
  end

  assign negative_o  = sum[SumWidth];
  assign magnitude_o = sum[SumWidth] ? SumWidth'(-sum) : sum[SumWidth-1:0];
  assign exponent_o  = 12'(top) - 12'(pam_pkg::TreeGuardBits);

  assign special_o       = any_nan || any_infinity || any_minus_infinity;
  assign special_value_o = any_nan || (any_infinity && any_minus_infinity) ? pam_pkg::NanFp32
                           : any_infinity ? pam_pkg::InfFp32 : pam_pkg::MinusInfFp32;

  if (Lanes == 0) begin : gen_no_lanes
    $error("Lanes must be at least 1");
  end
endmodule
