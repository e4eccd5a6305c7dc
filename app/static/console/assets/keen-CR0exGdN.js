import{r as n}from"./session-cldqBWzK.js";const s=3e3,a=t=>n.lazy(()=>e(t));function e(t){return t().catch(async()=>(await new Promise(r=>setTimeout(r,s)),e(t)))}export{a as k};
