// Renders on a server; the HTML is all that it prints.

import { renderToString } from "react-dom/server";
import { Client } from "milestreak";
import { tree } from "./tree.js";

process.stdout.write(renderToString(tree(new Client({ baseUrl: "https://shop.example" }))));
