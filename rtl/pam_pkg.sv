// Types, formats and commands of the attention units.
package pam_pkg;
  typedef logic [15:0] half_t;  // FP16 or BF16
  typedef logic [31:0] fp32_t;
  typedef logic [18:0] tf32_t;  // sign, 8 exponent bits, 10 fraction bits

  typedef enum logic {FP16 = 1'b0, BF16 = 1'b1} format_e;
  typedef enum logic {ACC_FP32 = 1'b0, ACC_FP16 = 1'b1} accumulate_e;

  localparam fp32_t NanFp32 = 32'h7fc0_0000;
  localparam fp32_t InfFp32 = 32'h7f80_0000;
  localparam fp32_t MinusInfFp32 = 32'hff80_0000;
  localparam fp32_t OneFp32 = 32'h3f80_0000;

  // Bits below the 24 of the largest product that the adder tree of a dot product keeps.
  localparam int unsigned TreeGuardBits = 8;
  // Significant bits of weights and reciprocals (1.18); the rest of their fp32 pattern is 0.
  localparam int unsigned WeightBits = 19;

  // pam_pu: what a command does.
  typedef enum logic [1:0] {PU_LOAD_Q = 2'd0, PU_SCORE = 2'd1, PU_CONTEXT = 2'd2} pu_op_e;
  typedef struct packed {
    pu_op_e      op;
    logic        partial;  // score: no maxima, the scores are parts of sums
    logic [3:0]  heads;    // 1 to MaxHeads
    logic [7:0]  beats;    // per head: of q and K (load_q, score), of V and O (context)
    logic [15:0] tokens;
  } pu_cmd_t;

  // pam_ru, pam_ru_tree: what a command does.
  typedef enum logic [1:0] {RU_SCORE_ADD = 2'd0, RU_SCORE_RETURN = 2'd1, RU_MERGE = 2'd2, RU_GATHER = 2'd3} ru_op_e;
  typedef struct packed {
    ru_op_e      op;
    logic        finish;  // merge: give O / l and m + ln(l)
    logic [7:0]  ways;    // one bit for each port that takes part
    logic [3:0]  heads;   // scores: 1 to MaxHeads
    logic [7:0]  beats;   // of O per partial: 1 to scratch beats
    logic [15:0] count;   // scores: tokens; merge: rounds; gather: partials
  } ru_cmd_t;

  function automatic logic fp32_is_nan(input fp32_t x);
    fp32_is_nan = x[30:23] == 8'hff && x[22:0] != '0;
  endfunction
endpackage
