// Shows every page of a folder to Chromium and to html-validate; ends with 1 if anything is wrong with any of them.
// usage: node look.cjs CHROMIUM FOLDER SCREENSHOTS

const fs = require("fs");
const path = require("path");
const { pathToFileURL } = require("url");
const axe = require("axe-core");
const { HtmlValidate } = require("html-validate");
const puppeteer = require("puppeteer-core");

const [browserPath, folder, shots] = process.argv.slice(2);
const WINDOWS = { phone: { width: 390, height: 844, isMobile: true }, desktop: { width: 1440, height: 900 } };
const SCHEMES = ["light", "dark"];
// The rules of WCAG 2.0 to 2.2, levels A and AA.
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const validator = new HtmlValidate({
  extends: ["html-validate:standard"],
  rules: {
    // How the text is laid out is not what is looked for; an element is closed by whoever writes the page.
    "no-trailing-whitespace": "off",
    "long-title": "off",
    // A digest in the policy is what lets the style in.
    "no-style-tag": "off",
    // ol.start is there for numbers that begin with the leaf, 0.
    "prefer-native-element": "off",
  },
});

const problems = [];
const complain = (page, what) => problems.push(`${page}: ${what}`);

async function look(browser, file) {
  const name = path.basename(file, ".html");
  const report = await validator.validateFile(file);
  for (const message of report.results.flatMap((result) => result.messages)) {
    complain(name, `html-validate ${message.ruleId} at ${message.line}:${message.column}: ${message.message}`);
  }
  for (const [window, viewport] of Object.entries(WINDOWS)) {
    for (const scheme of SCHEMES) {
      // Of the many scenarios of the demo two windows are enough: together they have both widths and both schemes.
      if (name.startsWith("demo-") && (window === "phone") !== (scheme === "dark")) continue;
      const page = await browser.newPage();
      const here = `${name} (${window}, ${scheme})`;
      const own = pathToFileURL(path.resolve(file)).href;
      page.on("request", (request) => request.url().split("#")[0] === own || complain(here, `asks for ${request.url()}`));
      page.on("console", (message) => complain(here, `logs ${message.text()}`));
      page.on("pageerror", (error) => complain(here, `fails: ${error}`));
      page.on("dialog", (dialog) => (complain(here, `opens a dialog: ${dialog.message()}`), dialog.dismiss()));
      await page.setJavaScriptEnabled(true);
      await page.setViewport(viewport);
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      await page.goto(own, { waitUntil: "load" });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (wide > 0) complain(here, `is ${wide} pixels wider than the window`);
      await page.screenshot({ path: path.join(shots, `${name}-${window}-${scheme}.png`), fullPage: true });
      // What is folded away is looked at as well.
      await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
      const opened = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (opened > 0) complain(here, `unfolded is ${opened} pixels wider than the window`);
      await page.evaluate(axe.source);
      const seen = await page.evaluate((tags) => window.axe.run({ runOnly: tags }), TAGS);
      for (const violation of seen.violations) {
        const where = violation.nodes.slice(0, 3).map((node) => node.target.join(" "));
        complain(here, `axe ${violation.id}: ${violation.help}: ${where.join(", ")}`);
      }
      if (seen.passes.length === 0) complain(here, "axe looked at nothing");
      await page.close();
    }
  }
  await print(browser, file, name);
}

// On paper everything is unfolded, and light even where the screen is dark.
async function print(browser, file, name) {
  const page = await browser.newPage();
  await page.goto(pathToFileURL(path.resolve(file)).href, { waitUntil: "load" });
  // Both at once: each call of its own undoes the other.
  const session = await page.createCDPSession();
  await session.send("Emulation.setEmulatedMedia", { media: "print", features: [{ name: "prefers-color-scheme", value: "dark" }] });
  const seen = await page.evaluate(async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    // Paper has the wide picture, not that for phones or the words for it, and nobody copies PEM texts from it.
    const onScreen = ".narrow, figcaption, .copied, pre";
    const hidden = [...document.querySelectorAll("details > :not(summary)")].filter(
      (element) => !element.closest(onScreen) && element.textContent.trim() !== "" && (!element.checkVisibility({ contentVisibilityAuto: true }) || element.getBoundingClientRect().height === 0),
    );
    return { hidden: hidden.length, paper: getComputedStyle(document.body).backgroundColor };
  });
  if (seen.hidden > 0) complain(name, `${seen.hidden} parts are folded away on paper`);
  if (seen.paper !== "rgb(255, 255, 255)") complain(name, `the paper is ${seen.paper}`);
  await page.pdf({ path: path.join(shots, `${name}.pdf`), format: "A4" });
  await page.close();
}

(async () => {
  const browser = await puppeteer.launch({
    executablePath: browserPath,
    headless: true,
    // Root has no sandbox of its own; and no name resolves, so that nothing can leave.
    args: ["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND"],
  });
  const files = fs.readdirSync(folder).filter((file) => file.endsWith(".html")).sort();
  if (files.length === 0) complain(folder, "holds no page");
  for (const file of files) await look(browser, path.join(folder, file));
  await browser.close();
  problems.forEach((problem) => console.log(problem));
  console.log(`${files.length} pages, phone and desktop, light and dark, on paper: ${problems.length} problems; screenshots in ${shots}`);
  process.exit(problems.length > 0 ? 1 : 0);
})();
