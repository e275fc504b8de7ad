// Products of two vectors, one register deep: the multipliers of a processing unit by themselves.
//
// Latency 1, a beat a cycle. Twin: tb/twins/function_twins.h. Proven by: tb/fp_mul.
module pam_fp_mul #(
  parameter int unsigned Lanes  = 16,
  parameter bit          Format = pam_pkg::FP16
) (
  input  logic                clk_i,
  input  logic                rst_ni,
  input  logic                flush_i,
  input  logic                in_valid_i,
  output logic                in_ready_o,
  input  logic [16*Lanes-1:0] in_a_i,
  input  logic [16*Lanes-1:0] in_b_i,
  output logic                out_valid_o,
  input  logic                out_ready_i,
  output logic [32*Lanes-1:0] out_product_o
);
  for (genvar lane = 0; lane < Lanes; lane++) begin : gen_lanes
    pam_pkg::fp32_t product;
    pam_fp_product #(.Format(Format)) u_product (
      .a_i(in_a_i[16*lane+:16]), .b_i(in_b_i[16*lane+:16]), .product_o(product)
    );
    always_ff @(posedge clk_i) begin
      if (in_ready_o) out_product_o[32*lane+:32] <= product;
    end
  end

  assign in_ready_o = !out_valid_o || out_ready_i;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) out_valid_o <= 1'b0;
    else if (flush_i) out_valid_o <= 1'b0;
    else if (in_ready_o) out_valid_o <= in_valid_i;
  end

  if (Lanes == 0) begin : gen_no_lanes
    $error("Lanes must be at least 1");
  end
`ifndef SYNTHESIS
  out_stable: assert property (@(posedge clk_i) disable iff (!rst_ni)
    (out_valid_o && !out_ready_i && !flush_i) |=> (out_valid_o && $stable(out_product_o)));
`endif
endmodule
