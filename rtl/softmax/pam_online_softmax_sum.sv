// The running sum l of pam_online_softmax: l x running, then + l_i x weight_i for the ways present in order, one
// multiplier and one adder, one term a cycle while enable_i; the last product is added in the cycle after.
//
// Part of pam_online_softmax (twin tb/twins/online_softmax_twin.h, bench tb/online_softmax).
module pam_online_softmax_sum #(
  parameter int unsigned Ways = 4
) (
  input  logic               clk_i,
  input  logic               rst_ni,
  input  logic               flush_i,
  input  logic               start_i,    // a step begins
  input  logic               zero_i,     // a row begins
  input  logic               enable_i,   // the weights are there
  input  pam_pkg::fp32_t     running_i,
  input  logic [32*Ways-1:0] way_i,
  input  logic [32*Ways-1:0] l_i,
  input  logic [Ways-1:0]    present_i,
  output logic               done_o,    // the last term is being multiplied, or all were
  output logic               adding_o,  // l_o is not yet the sum of all that was multiplied
  output pam_pkg::fp32_t     l_o
);
  logic [Ways-1:0] left_q, left_d;  // ways to come
  logic run_q, product_valid_q, product_first_q;
  pam_pkg::fp32_t factor, weight, product_d, product_q, sum;

  always_comb begin
    factor = l_o;
    weight = running_i;
    left_d = left_q;
    if (!run_q) begin
      left_d = left_q & (left_q - 1'b1);
      for (int w = Ways - 1; w >= 0; w--) begin
        if (left_q[w]) begin
          factor = l_i[32*w+:32];
          weight = way_i[32*w+:32];
        end
      end
    end
  end

  pam_fp32_scale u_scale (.a_i(factor), .w_i(weight), .product_o(product_d));
  pam_fp32_add u_add (.a_i(l_o), .b_i(product_q), .sum_o(sum));

  assign done_o = left_d == '0;
  assign adding_o = product_valid_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) product_valid_q <= 1'b0;
    else if (flush_i) product_valid_q <= 1'b0;
    else product_valid_q <= enable_i && (run_q || left_q != '0);
  end

  always_ff @(posedge clk_i) begin
    if (start_i) begin
      run_q <= 1'b1;
      left_q <= present_i;
    end else if (enable_i) begin
      run_q <= 1'b0;
      left_q <= left_d;
    end
    if (enable_i) begin
      product_first_q <= run_q;
      product_q <= product_d;
    end
    if (zero_i) l_o <= '0;
    else if (product_valid_q) l_o <= product_first_q ? product_q : sum;
  end
endmodule
