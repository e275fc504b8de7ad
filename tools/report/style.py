"""The style sheet of the report, for light and dark screens."""

STYLE = """
:root { color-scheme: light dark;
  --page: #f7f7f5; --card: #ffffff; --ink: #1c1c1a; --soft: #5f5e5a; --line: #deddd8; --track: #ecebe6;
  --c0: #2a78d6; --c1: #eb6834; --c2: #1baf7a; --c3: #eda100; --c4: #e87ba4; --c5: #008300; --c6: #4a3aa7;
  --c7: #e34948; --c8: #8a8984; }
@media (prefers-color-scheme: dark) { :root {
  --page: #161615; --card: #20201e; --ink: #f0efec; --soft: #a9a8a2; --line: #393834; --track: #31302d;
  --c0: #3987e5; --c1: #d95926; --c2: #199e70; --c3: #c98500; --c4: #d55181; --c5: #2f9a2f; --c6: #9085e9;
  --c7: #e66767; --c8: #898781; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 28px 20px 60px; }
h1 { font-size: 24px; margin: 0 0 2px; } h2 { font-size: 17px; margin: 0 0 4px; } \
h3 { font-size: 14px; margin: 14px 0 2px; }
p { margin: 0 0 10px; } .soft, figcaption { color: var(--soft); } \
.none { color: var(--soft); font-style: italic; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; \
padding: 18px 20px; margin: 16px 0; }
.cards { display: grid; grid-template-columns: repeat(4, 1fr); gap: 12px; margin: 18px 0 0; }
@media (max-width: 800px) { .cards { grid-template-columns: repeat(2, 1fr); } }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 12px 16px; }
.card b { display: block; font-size: 23px; font-weight: 600; } \
.card b small, .card b .none { font-size: 14px; font-weight: 400; }
.card .name { font-size: 13px; color: var(--soft); } \
.card p { font-size: 13px; color: var(--soft); margin: 2px 0 0; line-height: 1.35; }
.wide { overflow-x: auto; } \
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th { text-align: right; font-weight: 500; font-size: 13px; color: var(--soft); }
td { text-align: right; white-space: nowrap; } th:first-child, td:first-child { text-align: left; }
th, td { padding: 5px 8px; border-bottom: 1px solid var(--line); } tr:last-child td { border-bottom: 0; }
td.words { white-space: normal; min-width: 170px; text-align: left; color: var(--soft); }
.key { display: inline-block; width: 11px; height: 11px; border-radius: 3px; margin-right: 7px; }
.keys { display: flex; flex-wrap: wrap; gap: 2px 18px; font-size: 13px; color: var(--soft); margin: 6px 0 0; }
.meter { display: inline-block; vertical-align: middle; width: 70px; height: 8px; \
border-radius: 4px; background: var(--track); overflow: hidden;
  margin-right: 4px; }
.meter i { display: block; height: 100%; background: var(--c0); }
figure { margin: 12px 0 0; } \
.three, .two { display: grid; grid-template-columns: repeat(auto-fill, minmax(290px, 1fr)); gap: 8px 24px; }
.two { grid-template-columns: repeat(auto-fill, minmax(min(430px, 100%), 1fr)); } \
.two > section { margin: 0; }
svg { display: block; width: 100%; height: auto; } \
svg text { fill: var(--soft); font: 12px system-ui, sans-serif; }
svg .axis { stroke: var(--line); } svg .curve { fill: none; stroke-width: 2; stroke-linejoin: round; }
svg .band { opacity: .18; stroke: none; } svg text.on { fill: #fff; font-weight: 600; }
ul { margin: 6px 0 0; padding-left: 20px; } summary { cursor: pointer; font-weight: 600; }
pre { font-size: 12.5px; overflow-x: auto; margin: 10px 0 0; } code { font-size: 13px; }
"""
