-- ardour7-lua ardour_read.lua RATE BEATS FOLDER NAME
-- Opens a session in Ardour, without a window and with its dummy engine, and
-- prints what it holds.
local function say(...)
  local words = {}
  for i, v in ipairs({...}) do words[i] = tostring(v) end
  print(table.concat(words, "\t"))
end
AudioEngine:set_backend("None (Dummy)", "", ""):set_sample_rate(tonumber(arg[1]))
local s = load_session(arg[3], arg[4])
assert(s, "not loaded")
say("SESSION", s:name(), s:nominal_sample_rate())
for r in s:get_routes():iter() do
  local t = r:to_track()
  if not t:isnil() then
    say("TRACK", r:name(), r:muted(), string.format("%06x", r:presentation_info_ptr():color() >> 8))
    for g in t:playlist():region_list():iter() do
      say("REGION", g:position():samples(), g:length():samples())
      local m = g:to_midiregion()
      if not m:isnil() then
        for n in ARDOUR.LuaAPI.note_list(m:midi_source(0):model()):iter() do
          say("NOTE", n:time(), n:length(), n:note(), n:velocity())
        end
      end
    end
  end
end
local map = Temporal.TempoMap.read()
for beat = 0, tonumber(arg[2]) do
  local p = Temporal.timepos_t.from_ticks(beat * 1920)
  local at = map:bbt_at(p)
  say("BEAT", p:samples(), at.bars, at.beats)
end
for l in s:locations():list():iter() do
  if l:is_mark() then say("MARK", l:name(), l:start():samples()) end
end
close_session()
quit()
