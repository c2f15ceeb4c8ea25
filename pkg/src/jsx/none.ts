// What is imported for its types alone is nothing at run time.
export {};
