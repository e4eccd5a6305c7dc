import{j as r}from"./index-CLZywWdp.js";function i({name:s,children:t}){return r.jsxs("div",{children:[r.jsx("dt",{children:s}),r.jsx("dd",{children:t})]})}export{i as F};
