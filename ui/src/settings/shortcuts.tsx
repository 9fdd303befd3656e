import { Kbd } from "@mantine/core";
import { pages } from "../app/pages.ts";
import { Facts } from "../pieces/facts.tsx";
import { Panel } from "../pieces/panel.tsx";

const keys = [
  [["Ctrl", "K"], "Search everything, go anywhere"],
  [["/"], "Go to the page's own search"],
  [["j"], "Next row"],
  [["k"], "Row before"],
  [["x"], "Select the row"],
  [["Enter"], "Open the row"],
  ...pages.map(({ letter, name }) => [["g", letter], name] as const),
] as const;

/** What can be done without a mouse. */
export function Shortcuts() {
  return (
    <Panel title="Keys">
      <Facts
        facts={keys.map(([combination, what]) => [
          what,
          combination.map((key) => (
            <Kbd key={key} mr={4}>
              {key}
            </Kbd>
          )),
        ])}
      />
    </Panel>
  );
}
