// Measures whole heads against exact attention and writes the tables of models/numerics/README.md.
//
// usage: numerics_accuracy            prints the tables
//        numerics_accuracy --write F  puts them between the markers in file F
//        numerics_accuracy --check F  exit code 1 if F has others
#include "bench/accuracy/tables.h"
#include "bench/readme_tables.h"

int main(int argc, char* argv[]) {
    return pamsim::bench::readme_tables("numerics_accuracy", "accuracy", {argv + 1, argv + argc},
                                        pamsim::accuracy::tables);
}
