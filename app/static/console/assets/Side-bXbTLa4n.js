import{j as a}from"./index-D1knkCKD.js";function t({conversation:e,onClose:s}){return a.jsx("aside",{className:"side","data-conversation":e,onDoubleClick:s})}export{t as default};
