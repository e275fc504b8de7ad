// Written by tools/rtl/tables: 2^f in units of 2^-18, 64 straight pieces. Combinational.
module pam_exp_table (
  input  logic [5:0] index_i,
  output logic [18:0] base_o,
  output logic [12:0] slope_o
);
  always_comb begin
    unique case (index_i)
      6'd0: {base_o, slope_o} = {19'd262144, 13'd2855};
      6'd1: {base_o, slope_o} = {19'd264997, 13'd2886};
      6'd2: {base_o, slope_o} = {19'd267882, 13'd2917};
      6'd3: {base_o, slope_o} = {19'd270799, 13'd2949};
      6'd4: {base_o, slope_o} = {19'd273748, 13'd2981};
      6'd5: {base_o, slope_o} = {19'd276729, 13'd3013};
      6'd6: {base_o, slope_o} = {19'd279742, 13'd3046};
      6'd7: {base_o, slope_o} = {19'd282789, 13'd3079};
      6'd8: {base_o, slope_o} = {19'd285868, 13'd3113};
      6'd9: {base_o, slope_o} = {19'd288981, 13'd3147};
      6'd10: {base_o, slope_o} = {19'd292128, 13'd3181};
      6'd11: {base_o, slope_o} = {19'd295309, 13'd3216};
      6'd12: {base_o, slope_o} = {19'd298524, 13'd3251};
      6'd13: {base_o, slope_o} = {19'd301775, 13'd3286};
      6'd14: {base_o, slope_o} = {19'd305061, 13'd3322};
      6'd15: {base_o, slope_o} = {19'd308383, 13'd3358};
      6'd16: {base_o, slope_o} = {19'd311741, 13'd3395};
      6'd17: {base_o, slope_o} = {19'd315136, 13'd3432};
      6'd18: {base_o, slope_o} = {19'd318567, 13'd3469};
      6'd19: {base_o, slope_o} = {19'd322036, 13'd3507};
      6'd20: {base_o, slope_o} = {19'd325543, 13'd3545};
      6'd21: {base_o, slope_o} = {19'd329088, 13'd3584};
      6'd22: {base_o, slope_o} = {19'd332672, 13'd3623};
      6'd23: {base_o, slope_o} = {19'd336294, 13'd3662};
      6'd24: {base_o, slope_o} = {19'd339956, 13'd3702};
      6'd25: {base_o, slope_o} = {19'd343658, 13'd3742};
      6'd26: {base_o, slope_o} = {19'd347400, 13'd3783};
      6'd27: {base_o, slope_o} = {19'd351183, 13'd3824};
      6'd28: {base_o, slope_o} = {19'd355007, 13'd3866};
      6'd29: {base_o, slope_o} = {19'd358873, 13'd3908};
      6'd30: {base_o, slope_o} = {19'd362781, 13'd3950};
      6'd31: {base_o, slope_o} = {19'd366731, 13'd3993};
      6'd32: {base_o, slope_o} = {19'd370725, 13'd4037};
      6'd33: {base_o, slope_o} = {19'd374762, 13'd4081};
      6'd34: {base_o, slope_o} = {19'd378843, 13'd4125};
      6'd35: {base_o, slope_o} = {19'd382968, 13'd4170};
      6'd36: {base_o, slope_o} = {19'd387138, 13'd4216};
      6'd37: {base_o, slope_o} = {19'd391354, 13'd4262};
      6'd38: {base_o, slope_o} = {19'd395615, 13'd4308};
      6'd39: {base_o, slope_o} = {19'd399923, 13'd4355};
      6'd40: {base_o, slope_o} = {19'd404278, 13'd4402};
      6'd41: {base_o, slope_o} = {19'd408681, 13'd4450};
      6'd42: {base_o, slope_o} = {19'd413131, 13'd4499};
      6'd43: {base_o, slope_o} = {19'd417630, 13'd4548};
      6'd44: {base_o, slope_o} = {19'd422177, 13'd4597};
      6'd45: {base_o, slope_o} = {19'd426774, 13'd4647};
      6'd46: {base_o, slope_o} = {19'd431422, 13'd4698};
      6'd47: {base_o, slope_o} = {19'd436120, 13'd4749};
      6'd48: {base_o, slope_o} = {19'd440869, 13'd4801};
      6'd49: {base_o, slope_o} = {19'd445669, 13'd4853};
      6'd50: {base_o, slope_o} = {19'd450522, 13'd4906};
      6'd51: {base_o, slope_o} = {19'd455428, 13'd4959};
      6'd52: {base_o, slope_o} = {19'd460388, 13'd5013};
      6'd53: {base_o, slope_o} = {19'd465401, 13'd5068};
      6'd54: {base_o, slope_o} = {19'd470469, 13'd5123};
      6'd55: {base_o, slope_o} = {19'd475592, 13'd5179};
      6'd56: {base_o, slope_o} = {19'd480771, 13'd5235};
      6'd57: {base_o, slope_o} = {19'd486006, 13'd5292};
      6'd58: {base_o, slope_o} = {19'd491298, 13'd5350};
      6'd59: {base_o, slope_o} = {19'd496648, 13'd5408};
      6'd60: {base_o, slope_o} = {19'd502056, 13'd5467};
      6'd61: {base_o, slope_o} = {19'd507523, 13'd5527};
      6'd62: {base_o, slope_o} = {19'd513050, 13'd5587};
      default: {base_o, slope_o} = {19'd518637, 13'd5648};
    endcase
  end
endmodule
