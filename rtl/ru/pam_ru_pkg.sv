// What the controller of a reduction unit tells its lanes to begin in a cycle.
package pam_ru_pkg;
  typedef struct packed {
    logic emit;    // it leaves the unit; otherwise it is a term of the merge
    logic score;   // emit: the sum of scores, in lane 0
    logic scale;   // times a weight
    logic narrow;  // emit: to 16 bits
    logic first;   // term: nothing is added to it
    logic write;   // term: the sum goes to the scratch
    logic last;    // emit: of the command
  } issue_t;
endpackage
