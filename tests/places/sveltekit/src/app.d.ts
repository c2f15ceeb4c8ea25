import "milestreak/jsx/svelte";
