// Lighthouse on one address, in the browser of this machine: `node lighthouse.mjs ADDRESS REPORT [AUDIT-TO-SKIP…]` writes
// the report as JSON. Nothing is told to anybody: reporting errors is something of Lighthouse's command line only.
import { writeFileSync } from "node:fs";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const [address, report, ...skipAudits] = process.argv.slice(2);
const chrome = await launch({
  chromePath: process.env.CHROME_PATH,
  chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
});
try {
  // Lighthouse's own phone: 412 px, slow 4G and a processor four times slower, both simulated.
  const flags = { port: chrome.port, output: "json", logLevel: "error" };
  const { lhr } = await lighthouse(address, skipAudits.length ? { ...flags, skipAudits } : flags);
  writeFileSync(report, JSON.stringify(lhr));
} finally {
  chrome.kill();
}
