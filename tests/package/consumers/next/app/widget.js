"use client";

import { useEffect } from "react";
import { answer } from "./answer.js";

export default function Widget() {
  useEffect(() => {
    Promise.all([answer()]).then(
      (found) => (document.title = JSON.stringify(found)),
      (error) => (document.title = String(error)),
    );
  }, []);
  return null;
}
