# cmake -DFOLDER=<Mdir> -DPREFIX=V<name> -DOUTPUT=<file> -P join_verilated.cmake
# One file that includes all that Verilator wrote, whose number and names are known only after it has run.
file(GLOB files RELATIVE ${FOLDER} ${FOLDER}/${PREFIX}*.cpp)
list(SORT files)
list(TRANSFORM files REPLACE "(.+)" "#include \"\\1\"\n")
list(JOIN files "" text)
file(WRITE ${OUTPUT} "${text}")
